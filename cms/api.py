"""The headless API: puts the rooms' routers together. No domain words here."""

from ninja import NinjaAPI

api = NinjaAPI(
    title="Open Dialogue API",
    version="1.0.0",
    urls_namespace="api",
    docs_url="/docs",
    openapi_url="/openapi.json",
)
