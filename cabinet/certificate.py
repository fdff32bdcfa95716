"""Certificates in the words of their holder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import segno
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.steps import StepView
from loyalty.certificates.wallet import OpenedView, WalletView
from loyalty.words import is_russian, roubles

_TOLD = {
    CertificateStep.Kind.ACTIVATED, CertificateStep.Kind.TOPPED_UP, CertificateStep.Kind.PAID,
    CertificateStep.Kind.RETURNED, CertificateStep.Kind.BLOCKED, CertificateStep.Kind.UNBLOCKED,
    CertificateStep.Kind.REPLACED, CertificateStep.Kind.REPLACES, CertificateStep.Kind.EXTENDED,
    CertificateStep.Kind.EXPIRED, CertificateStep.Kind.SALE_RETURNED,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CertificateCard:
    """A certificate in the list and at the top of its page; `note` says what there is to say of its state."""

    id: int
    name: str
    left: str
    code: str
    until: str
    note: str


@dataclass(frozen=True, kw_only=True)
class StepLine:
    day: str
    words: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class CertificatePage:
    card: CertificateCard
    code: str
    pin: str
    qr: SafeString
    steps: tuple[StepLine, ...]


def cards(found: Sequence[WalletView], *, zone: ZoneInfo) -> tuple[CertificateCard, ...]:
    """The list."""
    return tuple(_card(one, zone) for one in found)


def certificate_page(found: OpenedView, *, zone: ZoneInfo) -> CertificatePage:
    """The page of one. Its code is shown while it can pay."""
    usable = found.card.usable
    return CertificatePage(
        card=_card(found.card, zone),
        code=found.code if usable else "",
        pin=found.pin or "" if usable else "",
        qr=_qr(found.code) if usable else mark_safe(""),
        steps=tuple(_line(step, zone) for step in reversed(found.story) if step.kind in _TOLD),
    )


def _card(one: WalletView, zone: ZoneInfo) -> CertificateCard:
    until = ""
    if one.valid_until is not None:
        until = _("until {day}").format(day=_day(one.valid_until - timedelta(microseconds=1), zone))
    return CertificateCard(
        id=one.id, name=one.name_ru if is_russian() else one.name_en, left=roubles(one.left), code=f"•••• {one.tail}",
        until=until, note=_note(one),
    )  # fmt: skip


def _note(one: WalletView) -> str:
    if one.state == Certificate.State.BLOCKED:
        return _("Blocked: ask the shop why")
    if one.state == Certificate.State.REPLACED:
        return _("Replaced by another one")
    if one.state == Certificate.State.ANNULLED:
        return _("Given back to the shop")
    if not one.usable:
        return _("Its time is over")
    if one.held:
        return _("{money} reserved by a purchase that is being paid for").format(money=roubles(one.held))
    return "" if one.left else pgettext("certificate", "Spent")


def _line(step: StepView, zone: ZoneInfo) -> StepLine:
    words = step.label[:1].upper() + step.label[1:]
    if step.shop:
        words = _("{what}, {shop}").format(what=words, shop=step.shop)
    amount = roubles(step.kopecks)
    return StepLine(
        day=_day(step.at, zone), words=words,
        amount=(f"+{amount}" if step.kopecks > 0 else amount) if step.kopecks else "",
    )  # fmt: skip


def _day(moment: datetime, zone: ZoneInfo) -> str:
    day: date = moment.astimezone(zone).date()
    return date_format(day, "j E Y")


def _qr(code: str) -> SafeString:
    made = segno.make(code.replace("-", ""), error="m", micro=False)
    return mark_safe(made.svg_inline(border=0, svgclass=None, lineclass=None, omitsize=True))
