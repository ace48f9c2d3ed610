"""Prepared answers in tests: the verbs by whoever calls them."""

from typing import Any

from accounts.models import User
from accounts.readers import reader_for
from appeals.models import Appeal
from appeals.services import (
    answer_agree,
    answer_override,
    answer_payload,
    answer_prepare,
    answer_send,
    answer_send_back,
)
from appeals.services.answer_files import answer_file_add, answer_file_remove
from tests.factories.signing import upload

BODY = "Здравствуйте! Остановку отремонтировали, скамейку поставили."
WORD = "Назовите закон и срок."


def prepare(appeal: Appeal, actor: User, body: str = BODY, private: str = "", seen: int = 0) -> Any:
    return answer_prepare(**_by(appeal, actor), body=body, private=private, seen=seen)


def agree(appeal: Appeal, actor: User, seen: int = 1) -> Any:
    return answer_agree(**_by(appeal, actor), seen=seen)


def send_back(appeal: Appeal, actor: User, word: str = WORD) -> Any:
    return answer_send_back(**_by(appeal, actor), word=word)


def override(appeal: Appeal, actor: User, seen: int = 1) -> Any:
    return answer_override(**_by(appeal, actor), seen=seen)


def send(appeal: Appeal, actor: User, seen: int = 1, override: bool = True) -> Any:
    return answer_send(**_by(appeal, actor), seen=seen, override=override)


def payload_of(appeal: Appeal, actor: User) -> Any:
    return answer_payload(**_by(appeal, actor))


def add_file(
    appeal: Appeal,
    actor: User,
    data: bytes = "Смета работ".encode(),
    name: str = "smeta.txt",
    seen: int = 1,
    is_private: bool = False,
) -> Any:
    return answer_file_add(
        **_by(appeal, actor), upload=upload(data, name), seen=seen, is_private=is_private
    )


def remove_file(appeal: Appeal, actor: User, file_id: Any, seen: int = 2) -> Any:
    return answer_file_remove(**_by(appeal, actor), file_id=file_id, seen=seen)


def _by(appeal: Appeal, actor: User) -> dict[str, Any]:
    return {"appeal_id": appeal.pk, "actor": actor, "reader": reader_for(actor)}
