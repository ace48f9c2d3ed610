"""The StreamField blocks of the whole site: shared and few."""

from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class StepBlock(blocks.StructBlock):
    """One numbered step: what to do and, if needed, why."""

    title = blocks.CharBlock(label=_("What to do"))
    text = blocks.TextBlock(label=_("Explanation"), required=False)
    image = ImageChooserBlock(label=_("Picture"), required=False)


class NoteBlock(blocks.StructBlock):
    """A short note that stands out."""

    tone = blocks.ChoiceBlock(
        label=_("Tone"),
        choices=[("info", _("Information")), ("good", _("Good news")), ("warn", _("Warning"))],
        default="info",
        search_index=False,
    )
    text = blocks.TextBlock(label=_("Text"))

    class Meta:
        icon = "info-circle"
        template = "components/blocks/note.html"


class PictureBlock(blocks.StructBlock):
    """A picture that says what it shows."""

    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        template = "components/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words and who said them."""

    text = blocks.TextBlock(label=_("Words"))
    source = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        template = "components/blocks/quote.html"


class ContactsBlock(blocks.StaticBlock):
    """The free help lines, the same everywhere."""

    class Meta:
        icon = "mobile-alt"
        label = _("Help lines 1414")
        template = "components/blocks/contacts.html"


BODY_BLOCKS = [
    (
        "heading",
        blocks.CharBlock(
            label=_("Heading"), icon="title", template="components/blocks/heading.html"
        ),
    ),
    (
        "paragraph",
        blocks.RichTextBlock(
            label=_("Text"), features=FEATURES, template="components/blocks/paragraph.html"
        ),
    ),
    (
        "steps",
        blocks.ListBlock(
            StepBlock(), label=_("Steps"), icon="list-ol", template="components/blocks/steps.html"
        ),
    ),
    ("note", NoteBlock(label=_("Note"))),
    ("picture", PictureBlock(label=_("Picture"))),
    ("quote", QuoteBlock(label=_("Quote"))),
    (
        "document",
        DocumentChooserBlock(label=_("Document"), template="components/blocks/document.html"),
    ),
    ("contacts", ContactsBlock()),
]
