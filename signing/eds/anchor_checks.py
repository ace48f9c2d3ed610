"""System checks (`manage.py check --deploy`): production believes only published authorities."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from signing.eds import anchor_files
from signing.eds.trust import extra_problem


@register(Tags.security, deploy=True)
def anchors_check(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Every problem of what ``trust_production`` would load."""
    return list(_problems())


def _problems() -> Iterator[CheckMessage]:
    if not settings.EDS_ANCHORS_PINNED:
        yield Error(
            "EDS_ANCHORS_PINNED is off: any authority laid into EDS_ANCHORS_DIR is trusted.",
            id="signing.E001",
        )
    try:
        certificates = anchor_files.shipped().values()
    except anchor_files.BadAnchor as problem:
        yield Error(f"An authority that ships was changed: {problem}", id="signing.E002")
        return
    for certificate in certificates:
        reason = anchor_files.why_forbidden(certificate)
        if reason:
            yield Error(f"{certificate.common_name} is {reason}.", id="signing.E003")
    yield from _folder_problems()


def _folder_problems() -> Iterator[CheckMessage]:
    if not settings.EDS_ANCHORS_DIR:
        return
    folder = Path(settings.EDS_ANCHORS_DIR)
    if not folder.is_dir():
        yield Error(f"EDS_ANCHORS_DIR: {folder} is not a folder.", id="signing.E004")
        return
    expected = frozenset(settings.EDS_ANCHORS_SHA256)
    for file in anchor_files.folder_read(folder):
        problem = extra_problem(file, expected)
        if problem:
            yield Error(
                f"EDS_ANCHORS_DIR: {file.name}: {problem}.",
                hint="Compare the fingerprint with pki.gov.kz (manage.py eds_anchors shows it).",
                id="signing.E003",
            )
