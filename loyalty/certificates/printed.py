"""A certificate on paper: a page of A4 to be folded or cut, with its code in words and as a QR code.

Whoever calls this has checked that the reader may see the code, and written down that it was shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from django.utils.formats import date_format
from django.utils.translation import gettext

from loyalty.certificates.code import opened, opened_pin
from loyalty.certificates.models import Certificate
from loyalty.program.settings import Programme
from loyalty.words import is_russian, roubles

if TYPE_CHECKING:
    from fpdf import FPDF

_FONTS = Path(__file__).parent / "fonts"  # DejaVu Sans cut down to Latin and Cyrillic: no server has to have fonts
_FONT, _MARGIN, _WIDTH, _HEIGHT = "DejaVu", 20, 210, 148
_QR = 46
_INK, _MUTED = (24, 24, 27), (96, 96, 104)


@dataclass(frozen=True, kw_only=True)
class Printed:
    """The file, and what to call it."""

    name: str
    body: bytes


def printed(certificate: Certificate, *, programme: Programme) -> Printed:
    """The page in the active language. No query when the certificate's product has been read."""
    from fpdf import FPDF  # with Pillow and fontTools, some 25 MB of every process that never prints

    code = opened(bytes(certificate.sealed))
    pin = opened_pin(bytes(certificate.pin_sealed)) if certificate.pin_sealed else None
    russian = is_russian()
    kind = certificate.product
    pdf = FPDF(orientation="landscape", format=(_HEIGHT, _WIDTH))
    pdf.set_auto_page_break(auto=False)
    pdf.add_font(_FONT, fname=_FONTS / "DejaVuSans.ttf")
    pdf.add_font(_FONT, style="B", fname=_FONTS / "DejaVuSans-Bold.ttf")
    pdf.set_title(kind.name_ru if russian else kind.name_en)
    pdf.set_creator(programme.name)
    pdf.add_page()
    _frame(pdf)
    _text(pdf, _MARGIN, 18, 11, programme.name, muted=True)
    _text(pdf, _MARGIN, 28, 20, kind.name_ru if russian else kind.name_en, bold=True)
    _text(pdf, _MARGIN, 50, 40, roubles(certificate.nominal_kopecks), bold=True)
    said = kind.text_ru if russian else kind.text_en
    if said:
        pdf.set_xy(_MARGIN, 72)
        pdf.set_font(_FONT, size=11)
        pdf.set_text_color(*_INK)
        pdf.multi_cell(w=_WIDTH - 3 * _MARGIN - _QR, h=6, text=said, max_line_height=6)
    _text(pdf, _MARGIN, 104, 9, gettext("Code"), muted=True)
    _text(pdf, _MARGIN, 109, 17, code, bold=True)
    if pin is not None:
        _text(pdf, _MARGIN + 88, 104, 9, gettext("PIN"), muted=True)
        _text(pdf, _MARGIN + 88, 109, 17, pin, bold=True)
    if certificate.valid_until is not None:
        last = _last_day(certificate, programme)
        _text(pdf, _MARGIN, 124, 10, gettext("Valid until {day} inclusive").format(day=date_format(last, "j E Y")))
    pdf.image(_qr(code), x=_WIDTH - _MARGIN - _QR, y=50, w=_QR, h=_QR)
    return Printed(name=f"certificate-{certificate.tail}.pdf", body=bytes(pdf.output()))


def _last_day(certificate: Certificate, programme: Programme) -> date:
    assert certificate.valid_until is not None
    return (certificate.valid_until - timedelta(microseconds=1)).astimezone(programme.zone).date()


def _frame(pdf: FPDF) -> None:
    pdf.set_draw_color(*_MUTED)
    pdf.set_line_width(0.3)
    pdf.rect(10, 10, _WIDTH - 20, _HEIGHT - 20)


def _text(pdf: FPDF, x: int, y: int, size: int, text: str, *, bold: bool = False, muted: bool = False) -> None:
    """One line, made smaller where it would not fit beside the QR code."""
    pdf.set_text_color(*(_MUTED if muted else _INK))
    room = _WIDTH - 2 * _MARGIN - (_QR + 6 if 40 < y < 100 else 0)
    while size > 6:
        pdf.set_font(_FONT, style="B" if bold else "", size=size)
        if pdf.get_string_width(text) <= room:
            break
        size -= 1
    pdf.set_xy(x, y)
    pdf.cell(w=room, h=size / 2, text=text)


def _qr(code: str) -> BytesIO:
    image = BytesIO()
    segno.make(code.replace("-", ""), error="m", micro=False).save(image, kind="png", scale=8, border=2)
    image.seek(0)
    return image
