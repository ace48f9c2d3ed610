"""Addresses of applications, under a language prefix."""

from django.urls import path

from appeals import receipts, views
from appeals.author import views as author

urlpatterns = [
    path("applications/", views.appeal_list, name="appeal_list"),
    path("applications/<str:number>/", views.appeal_detail, name="appeal_detail"),
    path("applications/<str:number>/files/<uuid:file_id>/", views.appeal_file, name="appeal_file"),
    path(
        "applications/<str:number>/answers/<int:position>/signature.json",
        views.answer_signature,
        name="answer_signature",
    ),
    path("applications/<str:number>/proof/", receipts.public_proof, name="appeal_proof"),
    path("applications/<str:number>/receipt/", receipts.receipt_page, name="appeal_receipt"),
    path("applications/<str:number>/receipt/file/", receipts.receipt_file, name="receipt_file"),
    path("applications/<str:number>/receipt/proof/", receipts.own_proof, name="own_proof"),
    path("applications/<str:number>/withdraw/", author.appeal_take_back, name="appeal_withdraw"),
    *[
        path(
            f"applications/<str:number>/{verb}/",
            author.author_verb,
            {"verb": verb},
            name=f"appeal_{verb}",
        )
        for verb in author.VERBS
    ],
]
