"""The words about the archive duty, for operators."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wagtail.admin.widgets import AdminDateInput

from accounts.models import ArchiveDuty
from accounts.services import DutyInvalid, archive_duty_set
from core.audience import Reader
from core.errors import Refused
from home.datadesk.entry import operator_reader

ROWS = 6


class DutyForm(forms.ModelForm):
    """Texts, source, since when; the service says what doesn't fit."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    class Meta:
        model = ArchiveDuty
        fields = ["text_kk", "text_ru", "text_en", "source", "since", "is_confirmed"]
        widgets = {
            "text_kk": forms.Textarea(attrs={"rows": ROWS, "lang": "kk"}),
            "text_ru": forms.Textarea(attrs={"rows": ROWS, "lang": "ru"}),
            "text_en": forms.Textarea(attrs={"rows": ROWS, "lang": "en"}),
            "since": AdminDateInput,
        }

    def _post_clean(self) -> None:
        """The row itself is the service's to change."""


@require_http_methods(["GET", "HEAD", "POST"])
def duty_page(request: HttpRequest) -> HttpResponse:
    """Look and change."""
    reader = operator_reader(request)
    row = ArchiveDuty.current()
    form = DutyForm(request.POST or None, instance=row, initial={"version": row.version})
    if request.method == "POST" and form.is_valid() and _set(request, form, reader):
        messages.success(request, _("Saved. “My data” says it so from now on."))
        return HttpResponseRedirect(reverse("archive_duty"))
    context = {
        "form": form,
        "duty": row,
        "page_title": _("Archive duty"),
        "header_icon": "folder-inverse",
    }
    status = 422 if form.errors else 200
    return render(request, "home/datadesk/duty.html", context, status=status)


def _set(request: HttpRequest, form: DutyForm, reader: Reader) -> bool:
    try:
        said = dict(form.cleaned_data)
        version = said.pop("version")
        archive_duty_set(values=said, version=version, actor=request.user, reader=reader)
    except DutyInvalid as refusal:
        for name, sentence in refusal.faults.items():
            form.add_error(name if name in form.fields else None, sentence)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        if refusal.code == "changed":  # what was typed stays; a second save is meant so
            form.data = form.data.copy()
            form.data["version"] = str(ArchiveDuty.current().version)
        return False
    return True
