"""All addresses. The rooms bring their own; this file only puts them together."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, include, path, re_path
from django.views.static import serve

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from csp.decorators import csp_replace

from cms.api import api
from cms.content import content_urls
from cms.decorate import decorated
from core.api import api_urls
from core.views import nothing_here
from home.views import root_redirect
from signing.check_views import portal_keys


def media_urls() -> list[URLPattern]:
    """Editors' pictures: the web server's work, except on a laptop."""
    if not settings.SERVE_MEDIA:
        return []
    return [re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})]


handler400 = "core.views.bad_request"
handler404 = "core.views.not_found"

urlpatterns = [
    path("", root_redirect, name="root"),
    *media_urls(),
    path("accounts/", include("accounts.urls")),
    path("captcha/", include("captcha.urls")),
    path("cms/", decorated(wagtailadmin_urls, csp_replace(settings.ADMIN_CSP))),
    path("documents/", include(wagtaildocs_urls)),
    path("api/content/v3/", content_urls()),
    path("api/", api_urls(api)),
    path(".well-known/open-dialogue-keys.json", portal_keys, name="portal_keys"),
    path("", include("home.legacy_urls")),
    *i18n_patterns(
        path("", include("appeals.urls")),
        path("", include("conferences.urls")),
        path("", include("surveys.urls")),
        path("", include("notifications.urls")),
        path("", include("signing.urls")),
        path("", include("home.urls")),
        path("_util/login/", nothing_here),
        path("", include(wagtail_urls)),
    ),
]
