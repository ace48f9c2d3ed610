"""Addresses of the former portal, kept alive by redirect."""

from django.urls import path

from appeals.views import appeal_legacy
from home.legacy import blog_redirect, list_redirect

urlpatterns = [
    path("blogs/all-questions", list_redirect),
    path("blogs/all-questions/", list_redirect),
    path("blogs/all-questions/<int:number>", appeal_legacy),
    path("blogs/all-questions/<int:number>/", appeal_legacy),
    path("blogs/<int:legacy_id>/<slug:section>", blog_redirect),
    path("blogs/<int:legacy_id>/<slug:section>/", blog_redirect),
    path("application/help", list_redirect, {"section": "guide"}),
]
