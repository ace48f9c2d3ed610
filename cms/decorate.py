"""Wrapping every view of an included URL module with a decorator."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import include
from django.urls.resolvers import URLPattern, URLResolver


def decorated(module: Any, decorator: Callable[[Any], Any]) -> Any:
    """``include(module)`` with each view decorated."""
    patterns, app_name, namespace = include(module)
    decorate_patterns(getattr(patterns, "urlpatterns", patterns), decorator)
    return patterns, app_name, namespace


def decorate_patterns(
    patterns: Iterable[URLPattern | URLResolver], decorator: Callable[[Any], Any]
) -> None:
    """Decorate each view of these patterns and of those below them."""
    for pattern in patterns:
        _decorate(pattern, decorator)


def _decorate(pattern: URLPattern | URLResolver, decorator: Callable[[Any], Any]) -> None:
    if isinstance(pattern, URLPattern):
        pattern.callback = decorator(pattern.callback)
        return
    for child in pattern.url_patterns:
        _decorate(child, decorator)
