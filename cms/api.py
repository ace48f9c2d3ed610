"""The headless API: puts the rooms' routers together. No domain words here."""

from importlib import import_module

from ninja import NinjaAPI

from core.api import install_problems

ROUTERS = ("appeals", "agencies", "conferences", "surveys", "home")

api = NinjaAPI(
    title="Open Dialogue API",
    version="1.0.0",
    description=(
        "Everything public on the portal, for other programs. Lists are paged by cursors; errors "
        "are problem documents (RFC 9457). Pages of the site are at /api/content/v3/ (preview)."
    ),
    urls_namespace="api",
    docs_url="/docs",
    openapi_url="/openapi.json",
)
install_problems(api)
for _room in ROUTERS:
    api.add_router("/v1", import_module(f"{_room}.api").router)
