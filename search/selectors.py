"""Finding public texts. The same rows in the same order on PostgreSQL and SQLite."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import (
    Case,
    F,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Least, Length, Replace
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.keyset import EXACT_COUNT_UP_TO, BadCursor, count_up_to, page_of
from core.localized import ORDER
from core.registry import Searchable, adapters
from search.fields import Phrase
from search.highlight import Piece, highlight_stems
from search.models import SearchEntry
from search.queries import Query, query_parse
from search.stems import STOP_WORDS, alternatives, normal, number_form, words_of

# Common words match everywhere: relevance is judged among the newest of them. On 15,000 texts the
# first page is the same as with all of them judged, in half the time. Likeness needs more.
CANDIDATES, RANKED = 3000, 1000

TITLE_WEIGHT, MOST_REPEATS = 5, 3
WEIGHED, RAREST = 12, 6
NEWEST_KEYS = ("-at", "-id")

Phrases = tuple[Phrase, ...]


@dataclass(frozen=True)
class SearchRow:
    """One found text."""

    kind: str
    kind_label: str | Promise
    object_id: str
    language: str
    title: str
    excerpt: str
    url: str
    number: str
    at: datetime
    agency_id: int | None
    office_id: int | None
    stems: frozenset[str] = field(repr=False)

    @property
    def title_pieces(self) -> list[Piece]:
        """The title with the matches marked."""
        return highlight_stems(self.title, self.stems, length=300)

    @property
    def excerpt_pieces(self) -> list[Piece]:
        """The excerpt with the matches marked."""
        return highlight_stems(self.excerpt, self.stems)


@dataclass(frozen=True)
class SearchPage:
    """One page of what was found."""

    rows: list[SearchRow]
    next_cursor: str = ""
    previous_cursor: str = ""
    count: int = 0
    has_more_than_count: bool = False

    @property
    def count_text(self) -> str:
        """How many, in words: exact up to a thousand."""
        if self.has_more_than_count:
            return _("more than %(count)s results") % {"count": f"{self.count:,}"}
        return ngettext("%(count)s result", "%(count)s results", self.count) % {"count": self.count}


def search(
    *,
    query: str,
    kinds: Iterable[str] | None = None,
    language: str | None = None,
    page_language: str | None = None,
    agency_id: int | None = None,
    office_id: int | None = None,
    order: str = "newest",
    after: str = "",
    limit: int = 20,
) -> SearchPage:
    """Public texts with all the words, or the one with this number.

    ``language`` narrows to texts in one language. ``page_language`` speaks of pages only, which
    exist in each language: one language of each is enough; citizens' texts stay.
    Relevance is judged among the newest ``RANKED``. Raises ``BadCursor``.
    """
    rows = _narrowed(kinds, language, page_language, agency_id, office_id)
    limit = max(1, min(limit, CANDIDATES))
    parsed = query_parse(query)
    exact = list(_with_number(rows, query)[:limit])
    if exact:
        return SearchPage(_rows(exact, parsed), count=len(exact))
    if not parsed:
        return SearchPage([])
    found = rows.filter(stems__matches=parsed.match)
    count, more = count_up_to(found, EXACT_COUNT_UP_TO)
    by = _by_relevance if order == "relevance" else _by_newest
    return by(found, parsed, after, limit, count, more)


def entered_count(*, query: str, page_language: str, since: datetime, until: datetime) -> int:
    """How many texts that ``search`` would find became public in this time, up to a thousand."""
    rows = _narrowed(None, None, page_language, None, None)
    rows = rows.filter(entered_at__gt=since, entered_at__lte=until)
    parsed = query_parse(query)
    exact = _with_number(rows, query)
    found = rows.filter(stems__matches=parsed.match) if parsed else rows.none()
    return count_up_to(exact, EXACT_COUNT_UP_TO)[0] or count_up_to(found, EXACT_COUNT_UP_TO)[0]


def search_ids(
    *,
    query: str,
    kind: str,
    agency_id: int | None = None,
    office_id: int | None = None,
    limit: int = CANDIDATES,
) -> list[str]:
    """Ids of the newest objects of a kind that match, for a list with filters of its own."""
    rows = _narrowed([kind], None, None, agency_id, office_id)
    exact = list(_with_number(rows, query).values_list("object_id", flat=True)[:limit])
    parsed = query_parse(query)
    if exact or not parsed:
        return exact
    found = rows.filter(stems__matches=parsed.match).order_by("-at", "-id")
    return list(dict.fromkeys(found.values_list("object_id", flat=True)[:limit]))


def similar(
    text: str,
    *,
    limit: int = 5,
    kinds: Iterable[str] | None = None,
    exclude: Iterable[str] = (),
) -> list[SearchRow]:
    """Texts that share the rarest words of this one, the most alike first."""
    rows = _narrowed(kinds, None, None, None, None).exclude(object_id__in=list(exclude))
    query = Query(tuple(_rarest(rows, text)))
    if len(query.match) < 2:
        return []
    either = (tuple(phrase for group in query.match for phrase in group),)
    shared = _scored(rows.filter(stems__matches=either), _shared(query), among=CANDIDATES)
    return _rows(list(shared[:limit]), query)


def _narrowed(
    kinds: Iterable[str] | None,
    language: str | None,
    page_language: str | None,
    agency_id: int | None,
    office_id: int | None,
) -> QuerySet[SearchEntry]:
    known = adapters(Searchable)
    chosen = set(known) if kinds is None else set(kinds) & set(known)
    exact = {"language": language, "agency_id": agency_id, "office_id": office_id}
    rows = SearchEntry.objects.filter(
        **{name: value for name, value in exact.items() if value is not None}
    )
    if kinds is not None:
        rows = rows.filter(kind__in=sorted(chosen))
    if page_language:
        pages = sorted(kind for kind in chosen if is_page(known[kind]))
        rows = rows.filter(Q(language=page_language) | ~Q(kind__in=pages))
    return rows


def is_page(adapter: Searchable) -> bool:
    """The kind's texts are pages: one in each language, each at its own address."""
    return bool(getattr(adapter, "is_page", False))


def _with_number(rows: QuerySet[SearchEntry], query: str) -> QuerySet[SearchEntry]:
    number = number_form(query)
    return rows.filter(number=number).order_by("id") if number else rows.none()


def _by_newest(
    found: QuerySet[SearchEntry], parsed: Query, after: str, limit: int, count: int, more: bool
) -> SearchPage:
    page = page_of(found.defer("stems", "title_stems"), keys=NEWEST_KEYS, cursor=after, limit=limit)
    return SearchPage(_rows(page.rows, parsed), page.older, page.newer, count, more)


def _by_relevance(
    found: QuerySet[SearchEntry], parsed: Query, after: str, limit: int, count: int, more: bool
) -> SearchPage:
    start = _offset(after)
    ranked = _scored(found, _relevance(parsed), among=RANKED)
    taken = list(ranked[start : start + limit + 1])
    older = f"r{start + limit}" if len(taken) > limit else ""
    newer = f"r{max(0, start - limit)}" if start else ""
    return SearchPage(_rows(taken[:limit], parsed), older, newer, count, more)


def _offset(cursor: str) -> int:
    digits = cursor.removeprefix("r")
    if not cursor:
        return 0
    if digits == cursor or not digits.isdecimal() or not digits.isascii() or len(digits) > 5:
        raise BadCursor
    return min(int(digits), RANKED)


def _scored(
    found: QuerySet[SearchEntry], score: Combinable, *, among: int
) -> QuerySet[SearchEntry]:
    """The newest candidates, best first; a plain sum, so that both databases agree."""
    newest = found.order_by("-at", "-id").values("pk")[:among]
    rows = SearchEntry.objects.filter(pk__in=newest).defer("stems", "title_stems")
    return rows.annotate(score=score).order_by("-score", "-at", "-id")


def _relevance(parsed: Query) -> Combinable:
    """A word in the title weighs most; a few repeats in the text count too."""
    score: Combinable = Value(0)
    for group in parsed.match:
        padded = [f" {' '.join(phrase)} " for phrase in group]
        in_title = Q(*[("title_stems__contains", text) for text in padded], _connector=Q.OR)
        score = score + Case(When(in_title, then=Value(TITLE_WEIGHT)), default=Value(0))
        score = score + Least(_repeats(padded[0]), Value(MOST_REPEATS))
    return score


def _repeats(text: str) -> Combinable:
    without = Length(Replace(F("stems"), Value(text), Value(" "), output_field=TextField()))
    return Cast((Length("stems") - without) / Value(max(1, len(text) - 1)), IntegerField())


def _shared(query: Query) -> Combinable:
    score: Combinable = Value(0)
    for group in query.match:
        held = Q(*[("stems__contains", f" {phrase[0]} ") for phrase in group], _connector=Q.OR)
        score = score + Case(When(held, then=Value(1)), default=Value(0))
    return score


def _rarest(rows: QuerySet[SearchEntry], text: str) -> list[Phrases]:
    """The words of a text that the fewest others use; counted up to the candidates only."""
    words = dict.fromkeys(word for _start, _end, word in words_of(normal(text)))
    telling = [word for word in words if len(word) > 3 and word not in STOP_WORDS]
    groups = dict.fromkeys(alternatives([word]) for word in sorted(telling, key=len)[-WEIGHED:])
    counted = [
        (count_up_to(rows.filter(stems__matches=(group,)), CANDIDATES)[0], group)
        for group in groups
    ]
    return [group for count, group in sorted(counted) if count][:RAREST]


def _rows(entries: list[SearchEntry], parsed: Query) -> list[SearchRow]:
    known = adapters(Searchable)
    stems, here = parsed.stems, (get_language() or ORDER[0])[:2]
    return [_row(entry, known.get(entry.kind), stems, here) for entry in entries]


def _row(
    entry: SearchEntry, adapter: Searchable | None, stems: frozenset[str], here: str
) -> SearchRow:
    prefix = entry.language if adapter and is_page(adapter) else here
    return SearchRow(
        kind=entry.kind,
        kind_label=adapter.label if adapter else "",
        object_id=entry.object_id,
        language=entry.language,
        title=entry.title,
        excerpt=entry.excerpt,
        url=f"/{prefix}{entry.url}",
        number=entry.number,
        at=entry.at,
        agency_id=entry.agency_id,
        office_id=entry.office_id,
        stems=stems,
    )
