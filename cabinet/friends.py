"""The page of invitations in words: what a friend is worth, and where each invitation stands."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cabinet.visit import Visit
from cabinet.words import on_day
from campaigns.referrals.mine import Mine
from campaigns.referrals.models import Referral
from campaigns.referrals.terms import Terms
from campaigns.referrals.words import friend_words
from loyalty.ledger.units import kept_units
from loyalty.words import points, roubles


@dataclass(frozen=True, kw_only=True)
class FriendLine:
    """One friend. `is_good`: points have come."""

    heading: str
    words: str
    is_good: bool


def promise(terms: Terms, *, return_days: int) -> str:
    """What the member gets for a friend, and when."""
    amount = points(terms.points, kept_units()[terms.unit].words)
    days = return_days if terms.wait_days is None else terms.wait_days
    if terms.least_kopecks:
        words = _("{points} for every friend who buys for {money} or more").format(
            points=amount, money=roubles(terms.least_kopecks)
        )
    else:
        words = _("{points} for every friend who makes a first purchase").format(points=amount)
    if not days:
        return words
    later = ngettext(
        "They come {n} day after the purchase, if it is kept", "They come {n} days after the purchase, if it is kept",
        days,
    ).format(n=days)  # fmt: skip
    return f"{words}. {later}."


def summary(own: Mine) -> str:
    """How many were invited, are on their way and brought points; empty when nobody was."""
    if not own.invited:
        return ""
    said = [
        ngettext("{n} friend has joined", "{n} friends have joined", own.invited).format(n=own.invited),
        _("rewarded: {n}").format(n=own.rewarded),
        _("on the way: {n}").format(n=own.waiting),
    ]
    return " · ".join(said)


def friend_lines(own: Mine, visit: Visit) -> list[FriendLine]:
    """The newest hundred. No query."""

    def heading(day: date) -> str:
        return _("Joined {day}").format(day=on_day(day, today=visit.today))

    return [
        FriendLine(
            heading=heading(one.at.astimezone(visit.zone).date()),
            words=friend_words(
                state=one.state, why=one.why, pays_at=one.pays_at, amount=one.points,
                unit=kept_units()[one.unit].words, zone=visit.zone,
            ),
            is_good=one.state == Referral.State.REWARDED,
        )
        for one in own.friends
    ]  # fmt: skip
