"""Canaries in accounts: why an identity was opened, letters of agencies, second factors."""

from django.utils import timezone

from accounts.access.checks import checks_of
from accounts.access.letters import Letter
from accounts.access.wanted import LetterSaid, NewPerson, Wanted
from accounts.factor.services import factor_begin, factor_confirm
from accounts.models import RoleKind, User
from accounts.readers import reader_for
from accounts.services import (
    access_change_file,
    access_request_grant,
    access_request_send,
    identity_view,
)
from appeals.models import Appeal
from tests.factories.factor import code_now
from tests.factories.people import PDF, bin_number, iin_number
from tests.planted import OPERATOR, House, Secrets


def plant_access(secrets: Secrets, houses: dict[str, House], people: dict[str, User]) -> None:
    """Everything, through the verbs themselves. ``people``: reader of the crawl -> person."""
    _identity(secrets, houses["a"])
    _roster(secrets, houses["a"], people["a-head"])
    _granted(secrets, houses["c"], people[OPERATOR])
    _factors(secrets, people)


def _identity(secrets: Secrets, house: House) -> None:
    """Free words stay inside: the person, colleagues and auditors read the reason's name only."""
    appeal = Appeal.objects.filter(agency=house.agency, author=house.author).first()
    assert appeal
    identity_view(
        actor=house.clerk,
        reader=reader_for(house.clerk),
        person=house.author,
        reason="other",
        words=f"Нужно из-за {secrets.word('identityreason')}",
        about_kind="appeals.appeal",
        about_id=str(appeal.pk),
        agency_id=house.agency.pk,
    )
    secrets.paths.append(f"/cms/applications/{appeal.number}/identity/")


def _roster(secrets: Secrets, house: House, head: User) -> None:
    """A request to replace the clerk; the roster itself shows who holds roles now."""
    iin = iin_number()
    secrets.words[iin] = frozenset()
    request = access_change_file(
        purpose="change",
        actor=head,
        reader=reader_for(head),
        agency=house.agency,
        roles=list(house.clerk.roles.filter(agency=house.agency, kind=RoleKind.CLERK)),
        from_day=timezone.localdate(),
        letter=LetterSaid(
            number=secrets.word("changenumber", "a", "editor-a", OPERATOR),
            day=timezone.localdate(),
            scan=_letter(secrets.word("changeletter", OPERATOR)),
            language="ru",
        ),
        person=NewPerson(
            full_name=secrets.word("changename", "a", "editor-a", OPERATOR),
            iin=iin,
            email=f"{secrets.word('changemail', OPERATOR).lower()}@example.com",
            phone=secrets.word("changephone", OPERATOR),
        ),
    )
    secrets.paths += [
        f"/cms/access-requests/{request.pk}/letter/",
        f"/cms/access-requests/inspect/{request.pk}/",
        f"/cms/access-requests/edit/{request.pk}/",
        f"/ru/agency-access/sent/{request.public_id}/",
    ]


def _granted(secrets: Secrets, house: House, operator: User) -> None:
    """Why the operator took each check for good."""
    iin = iin_number()
    secrets.words[iin] = frozenset()
    request = access_request_send(
        wanted=Wanted(
            agency=house.agency,
            agency_name=house.agency.name_ru,
            agency_bin=house.agency.bin or bin_number(),
            full_name=secrets.word("grantedname", OPERATOR),
            iin=iin,
            email=f"{secrets.word('grantedmail', OPERATOR).lower()}@example.com",
            phone=secrets.word("grantedphone", OPERATOR),
            letter_number=secrets.word("grantednumber", OPERATOR),
            letter_date=timezone.localdate(),
        ),
        letter=_letter(secrets.word("grantedletter", OPERATOR)),
        language="ru",
    )
    checks = checks_of(request, house.agency)
    reasons = {row.code: f"Смотрела: {secrets.word('checkreason', OPERATOR)}" for row in checks}
    access_request_grant(
        request=request,
        agency=house.agency,
        actor=operator,
        decided=reasons,
        kinds=[RoleKind.EDITOR],
    )
    secrets.paths += [
        f"/cms/access-requests/{request.pk}/letter/",
        f"/cms/access-requests/inspect/{request.pk}/",
        f"/ru/agency-access/sent/{request.public_id}/",
    ]


def _factors(secrets: Secrets, people: dict[str, User]) -> None:
    """Secrets and recovery codes of everybody who comes to the CMS: shown once, never again."""
    for name, user in people.items():
        if name in ("author", "citizen"):
            continue
        factor = factor_begin(actor=user)
        codes = factor_confirm(actor=user, code=code_now(factor))
        for word in (str(factor.secret), *codes):
            secrets.words[word] = frozenset()


def _letter(word: str) -> Letter:
    return Letter(content_type="application/pdf", data=PDF + word.encode())
