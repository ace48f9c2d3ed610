"""The public check page and the published keys. No sign-in, never kept, not for search engines."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.address import client_address
from core.errors import Refused, TooMany
from signing.checking import Confirmed, check_take, receipt_check, text_check
from signing.limits import CHECK_TEXT_LENGTH
from signing.portal_keys import keys_document
from signing.receipts.documents import RECEIPT_BYTES

NO_ROBOTS = "noindex, nofollow"


class ReceiptForm(forms.Form):
    """A receipt, as a file or as the words in it."""

    file = forms.FileField(
        label=gettext_lazy("The file of the receipt"),
        help_text=gettext_lazy("Its name ends in .json."),
        required=False,
        allow_empty_file=True,
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or what stands in the file"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of both is needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("file") and not str(cleaned.get("pasted", "")).strip():
            self.add_error("file", _("Choose the file of the receipt first."))
        return cleaned

    def data_brought(self) -> bytes:
        """The bytes; of a file that is too large only so many that it shows."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return str(self.cleaned_data["pasted"]).encode("utf-8", "surrogatepass")
        if (file.size or 0) > RECEIPT_BYTES:
            return b" " * (RECEIPT_BYTES + 1)
        return file.read()

    def field_used(self) -> str:
        """Where a message about it belongs."""
        return "file" if self.cleaned_data["file"] else "pasted"


class TextForm(forms.Form):
    """Subject and text, as signed or as published."""

    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=1000)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "All of it. Gaps stay as they are: […]. Line breaks don't matter, each word does."
        ),
        max_length=CHECK_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def whole(self) -> str:
        """As it was signed: subject, empty line, text."""
        return f"{self.cleaned_data['subject']}\n\n{self.cleaned_data['text']}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest, token: str) -> HttpResponse:
    """Asks for a receipt or a text. Looks nothing up before something is brought."""
    if request.method != "POST":
        return _page(request, ReceiptForm(), TextForm())
    try:
        check_take(token=token.lower(), address=client_address(request))
    except TooMany as refusal:
        return _too_many(request, refusal)
    if request.POST.get("bring") == "text":
        return _text_brought(request, token.lower())
    return _receipt_brought(request, token.lower())


@cache_control(public=True, max_age=300)
@require_safe
def portal_keys(request: HttpRequest) -> HttpResponse:
    """All public keys of the portal's seal, retired ones too. Anybody may read them."""
    response = JsonResponse(keys_document(), json_dumps_params={"indent": 2})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _receipt_brought(request: HttpRequest, token: str) -> HttpResponse:
    form = ReceiptForm(request.POST, request.FILES, auto_id="receipt_%s")
    if form.is_valid():
        try:
            found = receipt_check(token=token, data=form.data_brought())
            return _page(request, ReceiptForm(), TextForm(), found)
        except Refused as refusal:
            form.add_error(form.field_used(), str(refusal.message))
    return _page(request, form, TextForm())


def _text_brought(request: HttpRequest, token: str) -> HttpResponse:
    form = TextForm(request.POST)
    if form.is_valid():
        try:
            found = text_check(token=token, text=form.whole())
            return _page(request, ReceiptForm(), TextForm(), found)
        except Refused as refusal:
            form.add_error("text", str(refusal.message))
    return _page(request, ReceiptForm(), form)


def _too_many(request: HttpRequest, refusal: TooMany) -> HttpResponse:
    response = _page(request, ReceiptForm(), TextForm(), error=str(refusal.message), status=429)
    response["Retry-After"] = str(refusal.retry_after)
    return response


def _page(
    request: HttpRequest,
    receipt_form: ReceiptForm,
    text_form: TextForm,
    found: Confirmed | None = None,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    receipt_form.auto_id = "receipt_%s"
    text_form.auto_id = "text_%s"
    wrong = next((form for form in (receipt_form, text_form) if form.errors), None)
    context = {
        "receipt_form": receipt_form,
        "text_form": text_form,
        "wrong": wrong,
        "found": found,
        "error": error,
    }
    if wrong:
        status = 422
    response = render(request, "pages/receipts/check.html", context, status=status)
    response["X-Robots-Tag"] = NO_ROBOTS
    return response
