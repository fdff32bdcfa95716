"""The programme in a few sentences, said from its settings: what comes back, what it pays for, how long it lasts."""

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.ledger.units import UnitView
from loyalty.program.settings import EarnPerAmount, EarnPercent, Settings
from loyalty.program.validity import Validity
from loyalty.words import NBSP, percent, points, roubles


def promises(*, settings: Settings, unit: UnitView) -> tuple[str, ...]:
    """Sentences in the active language, the most wanted first. No query."""
    said = (earning(settings, unit), _paying(settings, unit), _waiting(settings), _living(settings))
    return tuple(filter(None, said))


def earning(settings: Settings, unit: UnitView) -> str:
    """How points are got."""
    rule = settings.earn
    if isinstance(rule, EarnPerAmount):
        words = _("{points} for every {money} of a purchase")
        return words.format(points=points(rule.points, unit.words), money=roubles(rule.amount_kopecks))
    if isinstance(rule, EarnPercent):
        return _("{percent} of what you pay in money comes back as points").format(percent=percent(rule.rate))
    rates = [step.rate for step in rule.steps]
    words = _("From {low} to {high} of what you pay in money comes back as points: the larger the purchase, the more")
    return words.format(low=percent(min(rates)), high=percent(max(rates)))


def _paying(settings: Settings, unit: UnitView) -> str:
    if not unit.step_kopecks or not settings.burn_max_rate:
        return ""
    one = 10**unit.words.scale
    price = f"{points(one, unit.words)}{NBSP}={NBSP}{roubles(one * unit.step_kopecks)}"
    return _("Points pay for up to {percent} of a purchase, {price}").format(
        percent=percent(settings.burn_max_rate), price=price
    )


def _waiting(settings: Settings) -> str:
    days = settings.pending_days
    if not days:
        return ""
    return ngettext(
        "Points can be spent {days} day after the purchase", "Points can be spent {days} days after the purchase", days
    ).format(days=days)


def _living(settings: Settings) -> str:
    validity = settings.validity
    n = validity.count
    match validity.by:
        case "none":
            return _("Points never expire")
        case "days":
            return ngettext("Points live {n} day", "Points live {n} days", n).format(n=n)
        case "months":
            return ngettext("Points live {n} month", "Points live {n} months", n).format(n=n)
        case "inactivity":
            words = ngettext(
                "Points do not expire as long as you shop once in {n} month",
                "Points do not expire as long as you shop once in {n} months",
                n,
            )
            return words.format(n=n)
        case "dates":
            return _("Points live until the next of these days: {days}").format(days=_days(validity))
        case "month":
            return ngettext("Points live to the end of the month", "Points live {n} calendar months", n).format(n=n)
        case "quarter":
            return ngettext("Points live to the end of the quarter", "Points live {n} quarters", n).format(n=n)
        case "year":
            return ngettext("Points live to the end of the year", "Points live {n} calendar years", n).format(n=n)


def _days(validity: Validity) -> str:
    dates = (parse_date(f"2024-{named}") for named in validity.dates)  # a leap year: 29 February may be named
    return ", ".join(date_format(day, "j E") for day in dates if day)
