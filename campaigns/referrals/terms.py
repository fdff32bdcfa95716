"""The terms of invitations: their stored form, parsed once into a frozen value, and those that hold now."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec

from campaigns.referrals.models import ReferralProgramme, ReferralVersion
from loyalty.money import BONUS
from loyalty.rules.params import refuse

Count = Annotated[int, msgspec.Meta(ge=1, le=10**12)]
Days = Annotated[int, msgspec.Meta(ge=0, le=3_650)]
Sign = Literal["device", "address", "purchase", "email", "person"]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
SHARE_RU = "Присоединяйтесь к программе лояльности: {link}. Или назовите на кассе код {code}."
SHARE_EN = "Join the loyalty programme: {link}. Or tell the code {code} at the checkout."


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At most `limit` in each period of the programme's calendar."""

    limit: Count
    period: Literal["day", "week", "month", "year", "all"]


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who invited gets `points` (minor steps of `unit`) when the friend's first order, of `least_kopecks` or more paid
    in money for goods, is `wait_days` old (None: when its goods can no longer be returned).

    A code is taken within `bind_days` of joining, the order within `order_days` of that. `per_member` and
    `per_member_all` count rewards, `budget` points. `same` are the signs of one person that a referral is looked at
    for; of purchases, `attributes` are compared (a fingerprint of the payment card, an address of delivery).
    """

    unit: Annotated[str, msgspec.Meta(min_length=1, max_length=16)] = BONUS
    points: Count
    least_kopecks: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 0
    wait_days: Days | None = None
    bind_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 14
    order_days: Annotated[int, msgspec.Meta(ge=1, le=3_650)] = 90
    per_member: Limit | None = None
    per_member_all: Count | None = None
    budget: Limit | None = None
    same: tuple[Sign, ...] = ("device", "address", "purchase", "email", "person")
    attributes: Annotated[
        tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=64)], ...], msgspec.Meta(max_length=10)
    ] = ()
    share_ru: Text = SHARE_RU
    share_en: Text = SHARE_EN


@dataclass(frozen=True, kw_only=True)
class InForce:
    """What holds now, and the version that says so."""

    is_on: bool
    version_id: int
    number: int
    terms: Terms


def parse_terms(raw: Any) -> Terms:
    """From the stored form. Raises InvalidRule, naming the place."""
    try:
        return msgspec.convert(raw, Terms)
    except msgspec.ValidationError as wrong:
        raise refuse("terms", str(wrong)) from None


@lru_cache(maxsize=256)
def terms_of(version_id: int) -> Terms:
    """The terms of a stored version. One query, then none."""
    return parse_terms(ReferralVersion.objects.values_list("terms", flat=True).get(pk=version_id))


def in_force() -> InForce | None:
    """The programme of invitations; None when nobody has set one up. One query, two for a version not seen yet."""
    row = ReferralProgramme.objects.values_list("is_on", "version_id", "version__number").first()
    if row is None:
        return None
    is_on, version_id, number = row
    return InForce(is_on=is_on, version_id=version_id, number=number, terms=terms_of(version_id))
