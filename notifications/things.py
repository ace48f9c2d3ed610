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


def things_shown(kind: str, keys: list[str]) -> dict[str, tuple[str, str]]:
    """Name and path of those of one kind that are public; few queries however many there are."""
    try:
        adapter = registry.adapter_for(registry.Followable, kind)
    except LookupError:
        return {}
    if hasattr(adapter, "shown_many"):
        found: dict[str, tuple[str, str]] = adapter.shown_many(keys)
        return found
    named = {key: adapter.named(key) for key in keys}
    return {key: (name, adapter.path(key)) for key, name in named.items() if name}


def thing_path(kind: str, key: str) -> str:
    """Where it is read, without the language; the first page when nobody knows."""
    try:
        path: str = registry.adapter_for(registry.Followable, kind).path(key)
    except LookupError:
        return "/"
    return path
