"""The member's card as a till reads it: the number in groups, and a QR code that proves who holds the phone."""

import re
from datetime import datetime

import segno
from django.utils.safestring import SafeString, mark_safe

from loyalty.members.qr import make_qr


def card_groups(number: str) -> str:
    """A card number as people read it aloud: in fours when it is long and of digits."""
    if not re.fullmatch(r"\d{8,}", number):
        return number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def qr_svg(*, member_id: int, at: datetime) -> SafeString:
    """A fresh proof of person as inline SVG without style attributes; it is good for a minute."""
    return svg_of(make_qr(member_id=member_id, at=at))


def svg_of(text: str) -> SafeString:
    """A QR code of the text as inline SVG without style attributes."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(border=0, svgclass=None, lineclass=None, omitsize=True)
    return mark_safe(svg)
