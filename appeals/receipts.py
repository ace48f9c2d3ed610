"""The receipt of an application and the proof of its text, as pages and as files."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.readers import reader_of
from appeals.models import Appeal
from appeals.projections import ReceiptView, proof_of, receipt_view_of
from appeals.selectors import appeal_get
from core.audience import PUBLIC, Reader
from signing.receipts.documents import document_text
from signing.receipts.proofs import proof_text


@never_cache
@login_required
@require_safe
def receipt_page(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet to print, for the author."""
    return render(request, "pages/receipts/receipt.html", {"receipt": _receipt(request, number)})


@never_cache
@login_required
@require_safe
def receipt_file(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt to download, for the author."""
    receipt = _receipt(request, number)
    return _json(document_text(receipt.document), f"receipt-{receipt.number}.json")


@never_cache
@login_required
@require_safe
def own_proof(request: HttpRequest, number: str) -> HttpResponse:
    """What proves the whole text, for the author alone."""
    reader = reader_of(request)
    appeal = _found(number, reader)
    if not reader.is_person(appeal.author_id):
        raise Http404
    return _proof(appeal, reader, f"own-proof-{appeal.number}.json")


@require_safe
def public_proof(request: HttpRequest, number: str) -> HttpResponse:
    """What proves the published text, for everybody: also its author gets only that here."""
    appeal = _found(number, PUBLIC)
    return _proof(appeal, PUBLIC, f"proof-{appeal.number}.json")


def _found(number: str, reader: Reader) -> Appeal:
    try:
        return appeal_get(number, reader)
    except Appeal.DoesNotExist:
        raise Http404 from None


def _receipt(request: HttpRequest, number: str) -> ReceiptView:
    reader = reader_of(request)
    receipt = receipt_view_of(_found(number, reader), reader)
    if receipt is None:
        raise Http404
    return receipt


def _proof(appeal: Appeal, reader: Reader, name: str) -> HttpResponse:
    document: dict[str, Any] | None = proof_of(appeal, reader)
    if document is None:
        raise Http404
    return _json(proof_text(document), name)


def _json(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
