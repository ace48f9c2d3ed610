"""The form of one question with its lines, and the form of a section."""

from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

from core.localized import ORDER
from surveys.desk.forms import Cleaned, Overtaken, words_fields
from surveys.limits import MOST_OPTIONS, NEEDED
from surveys.models import TEXT_LIMIT, Survey, SurveyOption, SurveyQuestion, SurveySection
from surveys.seen import question_mark
from surveys.selectors.form import form_of
from surveys.states import CONDITIONS, QuestionKind, QuestionResults, ResultsShown

# What each kind asks the editor beside the words.
OWN_FIELDS: dict[str, tuple[str, ...]] = {
    QuestionKind.ONE: ("random_order",),
    QuestionKind.MANY: ("choices_from", "choices_to", "random_order"),
    QuestionKind.RANKING: ("random_order",),
    QuestionKind.SCALE: ("scale_from", "scale_to"),
    QuestionKind.TEXT: ("text_limit",),
}
LINE_LENGTH = 300
WITH_LINES = (QuestionKind.ONE, QuestionKind.MANY, QuestionKind.MATRIX, QuestionKind.RANKING)


class QuestionForm(Overtaken, Cleaned):
    """What is asked and how. Limits are the service's: it says them at the field."""

    # Should somebody remove the question meanwhile, what is typed makes a new one of this kind.
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
    section = forms.ModelChoiceField(
        label=_("Section"),
        queryset=SurveySection.objects.none(),
        required=False,
        empty_label=_("without a section"),
    )
    shown_if = forms.ModelChoiceField(
        label=_("Only for those who chose"),
        queryset=SurveyOption.objects.none(),
        required=False,
        empty_label=_("everybody is asked"),
        help_text=_("An answer of an earlier question."),
    )
    results_shown = forms.ChoiceField(label=_("Its results"), choices=QuestionResults.choices)
    random_order = forms.BooleanField(
        label=_("Answers in random order"),
        required=False,
        help_text=_("Each reader sees them in another order, so that the first has no advantage."),
    )
    choices_from = forms.IntegerField(
        label=_("At least"),
        required=False,
        min_value=1,
        help_text=_("So many answers must be chosen. Empty: one."),
    )
    choices_to = forms.IntegerField(
        label=_("At most"),
        required=False,
        min_value=1,
        help_text=_("So many answers may be chosen. Empty: all."),
    )
    scale_from = forms.IntegerField(
        label=_("Scale from"), min_value=0, max_value=10, help_text=_("0 or more, usually 1.")
    )
    scale_to = forms.IntegerField(
        label=_("Scale to"), min_value=0, max_value=10, help_text=_("10 at most, usually 5.")
    )
    text_limit = forms.IntegerField(
        label=_("Characters at most"),
        min_value=1,
        help_text=_("How long an answer may be: from 1 to %(most)s.") % {"most": TEXT_LIMIT},
    )
    picture = forms.ModelChoiceField(
        label=_("Picture"),
        queryset=get_image_model().objects.none(),
        required=False,
        widget=AdminImageChooser,
    )

    def __init__(
        self, *args: Any, survey: Survey, question: SurveyQuestion, images: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = question.kind
        self.fields |= words_fields("text", _("Question"), most=500, rows=2, required=("kk",))
        self.fields |= words_fields("help", _("Help"), most=500, rows=2)
        shown = _("What the picture shows")
        self.fields |= words_fields("picture_text", shown, most=250)
        for code in NEEDED:
            self.fields[f"picture_text_{code}"].help_text = _(
                "Needed with a picture: for those who don't see it. %(most)s characters at most."
            ) % {"most": 250}
        if self.kind == QuestionKind.SCALE:
            self.fields |= words_fields("low", _("The low end means"), most=80)
            self.fields |= words_fields("high", _("The high end means"), most=80)
        for name in {name for names in OWN_FIELDS.values() for name in names}:
            if name not in OWN_FIELDS.get(self.kind, ()):
                del self.fields[name]
        if survey.results_shown != ResultsShown.QUESTION:
            del self.fields["results_shown"]
        self.fields["section"].queryset = survey.sections.all()  # type: ignore[attr-defined]
        self.fields["picture"].queryset = images  # type: ignore[attr-defined]
        numbers = _earlier_options(survey, question)
        earlier = SurveyOption.objects.filter(pk__in=numbers).select_related("question")
        choice: Any = self.fields["shown_if"]
        in_order = F("question__section__order").asc(nulls_first=True)
        choice.queryset = earlier.order_by(in_order, "question__order", "question", "order")
        choice.label_from_instance = lambda option: (
            f"{numbers[option.pk]}. {option.question.localized('text')[:60]}"
            f" → {option.localized('text')}"
        )

    def said(self) -> dict[str, Any]:
        """The columns of the question; only of a valid form."""
        data = dict(self.cleaned_data)
        data.pop("seen")
        for name in ("section", "shown_if", "picture"):
            chosen = data.pop(name)
            data[f"{name}_id"] = chosen.pk if chosen else None
        return data | {"kind": self.kind}

    @property
    def setting_fields(self) -> list[forms.BoundField]:
        """Beside the words."""
        own = OWN_FIELDS.get(self.kind, ())
        return self.group(*own, "section", "shown_if", "results_shown", "is_required")

    @property
    def end_fields(self) -> list[list[forms.BoundField]]:
        """The ends of a scale."""
        return [group for name in ("low", "high") if (group := self.triple(name))]


class LineForm(Cleaned):
    """An answer or a row in each language; an empty new line is no line."""

    key = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= words_fields("text", "", most=LINE_LENGTH, is_said=False)

    @property
    def word_fields(self) -> list[forms.BoundField]:
        """In all languages."""
        return self.triple("text")

    @property
    def is_kept(self) -> bool:
        """There is something to save."""
        said = self.cleaned_data
        return bool(said.get("key") or any(said.get(f"text_{code}") for code in ORDER))


class SectionForm(Overtaken, Cleaned):
    """A heading and what stands under it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= words_fields("title", _("Heading"), most=250, required=("kk",))
        self.fields |= words_fields("intro", _("Introduction"), most=2000, rows=2)


Lines = forms.formset_factory(
    LineForm,
    extra=0,
    can_delete=True,
    can_order=True,
    max_num=MOST_OPTIONS + 10,
    absolute_max=MOST_OPTIONS + 20,
)


def question_initial(question: SurveyQuestion) -> dict[str, Any]:
    """What the form begins with."""
    names = [field.name for field in SurveyQuestion._meta.concrete_fields]
    plain = {name: getattr(question, name) for name in names if name not in ("id", "survey")}
    chosen = {"section": question.section_id, "shown_if": question.shown_if_id}
    return plain | chosen | {"seen": question_mark(question) if question.pk else ""}


def line_initial(rows: Any) -> list[dict[str, Any]]:
    """Lines that are there."""
    return [
        {"key": row.key, **{f"text_{code}": getattr(row, f"text_{code}") for code in ORDER}}
        for row in rows
    ]


def _earlier_options(survey: Survey, question: SurveyQuestion) -> dict[int, int]:
    """Options of questions that stand before this one, with the number of their question; of a
    new one: of all."""
    found: dict[int, int] = {}
    for number, item in enumerate(form_of(survey).questions, start=1):
        if item.row.pk == question.pk:
            break
        if item.kind in CONDITIONS:
            found |= {option.pk: number for option in item.row.options.all()}
    return found
