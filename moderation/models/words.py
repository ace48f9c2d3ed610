"""The word lists that screening looks by. Editable; each row knows how often it was right."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.models.text import ModeratedText


class WordList(models.TextChoices):
    """What a list is for."""

    OBSCENE = "obscene", _("obscene language")
    THREAT = "threat", _("threats")
    HATRED = "hatred", _("calls to hatred")
    ABBREVIATION = "abbreviation", _("abbreviations that everybody knows")
    TOPIC = "topic", _("words of a topic")
    PERSON = "person", _("posts of officials; exceptions: names that streets bear")
    SPELLING = "spelling", _("words that the dictionaries don't have")


class WordMatch(models.TextChoices):
    """How a row is looked for."""

    WORD = "word", _("the whole word")
    STEM = "stem", _("the beginning of a word")
    ROOT = "root", _("the beginning, also after a Russian prefix")
    PART = "part", _("anywhere in a word")
    NEAR = "near", _("several beginnings near each other; = after a whole word")


class ScreenWord(models.Model):
    """A word or phrase of one list. An exception is never marked, whatever else it begins with."""

    LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]

    list = models.CharField(_("list"), max_length=12, choices=WordList.choices)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    word = models.CharField(_("word"), max_length=80)
    match = models.CharField(
        _("looked for as"), max_length=4, choices=WordMatch.choices, default=WordMatch.WORD
    )
    topic = models.SlugField(
        _("key of the topic"), blank=True, help_text=_("Only for words of a topic.")
    )
    is_exception = models.BooleanField(_("harmless: never marked"), default=False)
    weight = models.PositiveSmallIntegerField(
        _("how sure, %"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Obscene words from 85 on are left out of the proposed public wording."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    hits = models.PositiveIntegerField(_("texts with it"), default=0, editable=False)
    false_alarms = models.PositiveIntegerField(_("false alarms"), default=0, editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["list", "language", "word"]
        verbose_name = _("word of a list")
        verbose_name_plural = _("word lists")
        constraints = [
            models.UniqueConstraint(
                fields=["list", "language", "match", "topic", "word"], name="screen_word_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=100), name="screen_word_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_list_display()}: {self.word}"

    def clean(self) -> None:
        """Small letters, one space between words, and no mark of the list's own file format."""
        word = " ".join(self.word.split())
        self.word = word if self.list == WordList.ABBREVIATION else word.lower()


class ScreenPass(models.Model):
    """The worker has looked at a text in the queue: spelling, topic, hits. Goes with the text."""

    item = models.OneToOneField(
        ModeratedText, primary_key=True, on_delete=models.CASCADE, related_name="screen_pass"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = _("finished screening")
        verbose_name_plural = _("finished screenings")

    def __str__(self) -> str:
        return str(self.pk)
