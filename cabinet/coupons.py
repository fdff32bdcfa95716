"""The wallet as a page shows it: what each coupon gives, until when, and the code to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cabinet.words import last_day_of, on_day
from campaigns.coupons.owned import RESERVED, USABLE, USED, Owned
from loyalty import words
from loyalty.shops.models import Shop


@dataclass(frozen=True, kw_only=True)
class CouponCard:
    """One coupon. `until` continues a sentence; `soon`: a week is left at most. `qr` only for what can be used."""

    id: int
    code: str
    gives: str
    terms: str
    where: str
    until: str
    soon: bool
    not_yet: str
    held: bool
    outcome: str
    qr: SafeString


_SOON = 7  # days


def cards(*, coupons: Sequence[Owned], today: date, at: datetime, zone: ZoneInfo) -> list[CouponCard]:
    """In the order given. One query where some of them work in named shops only."""
    named = {code for coupon in coupons for code in coupon.shops}
    shops = dict(Shop.objects.filter(code__in=named).values_list("code", "name")) if named else {}
    return [_card(coupon, shops, today, at, zone) for coupon in coupons]


def _card(coupon: Owned, shops: dict[str, str], today: date, at: datetime, zone: ZoneInfo) -> CouponCard:
    russian, held = words.is_russian(), coupon.held
    given, terms = (coupon.given.ru, coupon.terms.ru) if russian else (coupon.given.en, coupon.terms.en)
    last = last_day_of(held.valid_until, zone) if held.valid_until else None
    first = held.valid_from.astimezone(zone).date() if held.valid_from and held.valid_from > at else None
    return CouponCard(
        id=held.id, code=held.code, terms=terms,
        gives=given or _("A present from us: show the code at the checkout"),
        where=", ".join(shops[code] for code in coupon.shops if code in shops),
        until=on_day(last, today=today) if last else "", soon=last is not None and (last - today).days <= _SOON,
        not_yet=on_day(first, today=today) if first else "", held=held.state == RESERVED,
        outcome=_("used") if held.state == USED else _("its time is over"),
        qr=_qr(held.code) if held.state in (USABLE, RESERVED) else SafeString(""),
    )  # fmt: skip


def _qr(code: str) -> SafeString:
    """The code itself: tills read it as if it had been typed. Inline SVG without style attributes."""
    return mark_safe(
        segno.make(code, error="m", micro=False).svg_inline(border=0, svgclass=None, lineclass=None, omitsize=True)
    )
