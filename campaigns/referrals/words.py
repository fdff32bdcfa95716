"""What a member reads of a friend they invited. Nobody is told that they are suspected of anything."""

from datetime import date, datetime
from typing import Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.referrals.models import Referral
from campaigns.referrals.terms import Terms
from loyalty.words import NBSP, UnitWords, is_russian, points

State, Why = Referral.State, Referral.Why
PublicWhy = Literal["", "late", "ordered", "limit", "limit_all", "budget", "returned", "not_accepted"]
_OPEN: dict[str, PublicWhy] = {
    Why.NONE: "", Why.SIGNS: "", Why.LATE: "late", Why.ORDERED: "ordered", Why.LIMIT: "limit",
    Why.LIMIT_ALL: "limit_all", Why.BUDGET: "budget", Why.RETURNED: "returned",
}  # fmt: skip


def public_why(why: str) -> PublicWhy:
    """The reason as the outside world has it: which sign or whose decision it was stays inside."""
    return _OPEN.get(why, "not_accepted")


def link_of(code: str) -> str:
    """Where the code leads to, to be sent to friends."""
    return f"{settings.BASE_URL}/join/?{urlencode({'ref': code})}"


def share_text(terms: Terms, *, code: str) -> str:
    """What a friend is sent, in the active language; other braces than ours stay as they are."""
    text = terms.share_ru if is_russian() else terms.share_en
    return text.replace("{link}", link_of(code)).replace("{code}", code)


def friend_words(
    *, state: str, why: str, pays_at: datetime | None, amount: int, unit: UnitWords, zone: ZoneInfo
) -> str:
    """Where it stands and, where nothing came of it, why; a sentence in the active language. No query."""
    match state:
        case State.JOINED if why == Why.RETURNED:
            return _("The purchase was returned; the next one counts")
        case State.JOINED:
            return _("Has joined; the first purchase is still to come")
        case State.WAITING if pays_at is not None:
            return _("Has bought: points come after {day}").format(day=_day(pays_at.astimezone(zone).date()))
        case State.REWARDED:
            return points(amount, unit, signed=True)
        case State.REVIEW:
            return _("We are checking this invitation")
        case State.TAKEN_BACK:
            return _("The purchase was returned, {points} are taken back").format(points=points(amount, unit))
    return _refused(public_why(why))


def _refused(why: PublicWhy) -> str:
    match why:
        case "late":
            return _("No points: there was no purchase in time")
        case "ordered":
            return _("No points: this person had bought from us before")
        case "limit" | "limit_all":
            return _("No points: you have had as many for friends as there may be")
        case "budget":
            return _("No points: they had run out for this period")
    return _("This invitation did not count; ask the shop about it")


def _day(day: date) -> str:
    return date_format(day, "j E").replace(" ", NBSP)
