"""What notices are about, asked of the apps that have it."""

from core import registry


def thing_named(kind: str, key: str) -> str | None:
    """The public name of what is followed, in the active language; None: not public (any more)."""
    try:
        adapter = registry.adapter_for(registry.Followable, kind)
    except LookupError:
        return None
    named: str | None = adapter.named(key)
    return named


def thing_path(kind: str, key: str) -> str:
    """Where it is read, without the language; the first page when nobody knows."""
    try:
        path: str = registry.adapter_for(registry.Followable, kind).path(key)
    except LookupError:
        return "/"
    return path
