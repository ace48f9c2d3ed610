"""Words of notices and rules of sending, for operators; for anybody else they don't exist."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import RoleKind
from accounts.readers import reader_of
from core.audience import Reader
from core.localized import LANGUAGE_CHOICES
from notifications.desk.preview import previews
from notifications.models import DeliveryRules, NoticeWording
from notifications.services.ruling import (
    NUMBERS,
    WORDS,
    Unfit,
    delivery_rules_set,
    wording_faults,
    wording_set,
)
from notifications.wording import KINDS, gaps_of


class WordingForm(forms.ModelForm):
    """Nine fields; the service says what doesn't fit."""

    class Meta:
        model = NoticeWording
        fields = list(WORDS)
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in WORDS if name[:4] == "text"}

    def _post_clean(self) -> None:
        """The row itself is the service's to change."""

    def groups(self) -> list[tuple[str, str, list[Any]]]:
        """Code, language and its fields."""
        return [
            (code, language, [self[f"{name}_{code}"] for name in ("text", "subject", "sms")])
            for code, language in LANGUAGE_CHOICES
        ]


class RulesForm(forms.ModelForm):
    """Numbers; the service says what doesn't fit."""

    class Meta:
        model = DeliveryRules
        fields = list(NUMBERS)

    def _post_clean(self) -> None:
        """The row itself is the service's to change."""


def wordings_page(request: HttpRequest) -> HttpResponse:
    """All kinds of notices, with the words they have now."""
    _operator(request)
    changed = set(NoticeWording.objects.values_list("kind", flat=True))
    rows = [
        {"kind": kind, "text": str(words), "changed": kind in changed}
        for kind, words in KINDS.items()
    ]
    context = {"rows": rows, "page_title": _("Words of notices"), "header_icon": "mail"}
    return render(request, "notifications/desk/list.html", context)


def wording_page(request: HttpRequest, kind: str) -> HttpResponse:
    """The words of one kind: look, try out, change."""
    reader = _operator(request)
    if kind not in KINDS:
        raise Http404
    row = NoticeWording.objects.filter(kind=kind).first() or NoticeWording(kind=kind)
    form = WordingForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        _fill(row, form)
        if "preview" in request.POST:
            _show(form, wording_faults(row, gaps_of(kind)))
        elif _set_words(request, form, kind, reader):
            messages.success(request, _("The words are saved. They hold from the next notice on."))
            return HttpResponseRedirect(reverse("notices_wording", args=[kind]))
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "own": str(KINDS[kind]),
        "gaps": gaps_of(kind),
        "previews": [] if form.errors else previews(kind, row),
        "page_title": kind,
        "header_icon": "mail",
    }
    status = 422 if form.errors else 200
    return render(request, "notifications/desk/wording.html", context, status=status)


def rules_page(request: HttpRequest) -> HttpResponse:
    """The rules of sending: look and change."""
    reader = _operator(request)
    form = RulesForm(request.POST or None, instance=DeliveryRules.current())
    if request.method == "POST" and form.is_valid() and _set_rules(request, form, reader):
        messages.success(request, _("The rules are saved. They hold for what is sent from now on."))
        return HttpResponseRedirect(reverse("notices_rules"))
    context = {"form": form, "page_title": _("Rules of sending notices"), "header_icon": "cogs"}
    status = 422 if form.errors else 200
    return render(request, "notifications/desk/rules.html", context, status=status)


def _operator(request: HttpRequest) -> Reader:
    reader = reader_of(request)
    if not reader.has(RoleKind.OPERATOR):
        raise Http404
    return reader


def _fill(row: NoticeWording, form: WordingForm) -> None:
    for name in WORDS:
        setattr(row, name, form.cleaned_data[name])


def _show(form: forms.ModelForm, faults: dict[str, str]) -> None:
    for name, fault in faults.items():
        form.add_error(name, fault)


def _set_words(request: HttpRequest, form: WordingForm, kind: str, reader: Reader) -> bool:
    try:
        wording_set(kind=kind, words=form.cleaned_data, actor=request.user, reader=reader)
    except Unfit as unfit:
        _show(form, unfit.faults)
        return False
    return True


def _set_rules(request: HttpRequest, form: RulesForm, reader: Reader) -> bool:
    try:
        delivery_rules_set(values=form.cleaned_data, actor=request.user, reader=reader)
    except Unfit as unfit:
        _show(form, unfit.faults)
        return False
    return True
