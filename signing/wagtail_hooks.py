"""The CMS screens of this room."""

from wagtail_modeladmin.options import modeladmin_register

from signing.modeladmin import TermsAdmin

modeladmin_register(TermsAdmin)
