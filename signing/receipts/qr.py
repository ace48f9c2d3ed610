"""QR codes of check addresses, as SVG without any style of its own."""

from django.utils.safestring import SafeString, mark_safe

import segno


def qr_svg(address: str, title: str) -> SafeString:
    """Black on white in every theme, so that every camera reads it; sized by the style sheet."""
    code = segno.make(address, error="m", micro=False)
    # Made of numbers only; the title is escaped by segno.
    return mark_safe(  # noqa: S308
        code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, title=title)
    )
