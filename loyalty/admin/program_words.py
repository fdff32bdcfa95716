"""The programme's rules in words: to read an old version, and to say what changed between two."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from loyalty import words
from loyalty.money import Direction
from loyalty.program.settings import Earn, EarnPerAmount, EarnPercent, Settings, Tier
from loyalty.program.validity import Validity
from loyalty.words import UnitWords


@dataclass(frozen=True)
class Rule:
    """One setting: its name and its value in words."""

    name: str
    text: str


@dataclass(frozen=True)
class Change:
    name: str
    before: str
    after: str


Say = Callable[[Settings, UnitWords], str]


def rules_in_words(settings: Settings, unit: UnitWords) -> tuple[Rule, ...]:
    """Every setting, in the order of the form, in the active language."""
    return tuple(Rule(str(name), say(settings, unit)) for name, say in _RULES)


def changes_in_words(before: Settings, after: Settings, unit: UnitWords) -> tuple[Change, ...]:
    """What differs between two versions."""
    pairs = zip(rules_in_words(before, unit), rules_in_words(after, unit), strict=True)
    return tuple(Change(old.name, old.text, new.text) for old, new in pairs if old.text != new.text)


def _earn(settings: Settings, unit: UnitWords) -> str:
    return _rate(settings.earn, unit)


def _rate(earn: Earn, unit: UnitWords) -> str:
    if isinstance(earn, EarnPercent):
        return _("{percent} of what was paid").format(percent=words.percent(earn.rate))
    if isinstance(earn, EarnPerAmount):
        return _("{points} for every full {amount}").format(
            points=words.points(earn.points, unit), amount=words.roubles(earn.amount_kopecks)
        )
    return "; ".join(
        _("from {amount}: {percent}").format(amount=words.roubles(step.from_kopecks), percent=words.percent(step.rate))
        for step in earn.steps
    )


def _rounding(settings: Settings, unit: UnitWords) -> str:
    level = _("for each line") if settings.rounding.level == "line" else _("once for the whole receipt")
    direction = {
        Direction.DOWN: _("down"),
        Direction.HALF_UP: _("to the nearest, halves up"),
        Direction.UP: _("up"),
    }[settings.rounding.direction]
    return _("{level}, {direction}, to a multiple of {step}").format(
        level=level, direction=direction, step=words.number(settings.rounding.step, unit.scale)
    )


def _validity(settings: Settings, unit: UnitWords) -> str:
    validity = settings.validity
    if validity.by == "none":
        return _("for ever")
    if validity.by == "dates":
        return _("until the next of: {dates}").format(dates=", ".join(_day_month(day) for day in validity.dates))
    return _counted(validity)


def _counted(validity: Validity) -> str:
    count = validity.count
    match validity.by:
        case "days":
            return days(count)
        case "months":
            return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}
        case "inactivity":
            return ngettext(
                "%(count)s month after the last purchase", "%(count)s months after the last purchase", count
            ) % {"count": count}
        case "month":
            return _ends(_("to the end of the month"), _("to the end of the month, {more} more"), count)
        case "quarter":
            return _ends(_("to the end of the quarter"), _("to the end of the quarter, {more} more"), count)
        case _:
            return _ends(_("to the end of the year"), _("to the end of the year, {more} more"), count)


def _ends(this: str, later: str, count: int) -> str:
    return this if count == 1 else later.format(more=count - 1)


def _day_month(day: str) -> str:
    return f"{day[3:]}.{day[:2]}"


def _code(settings: Settings, unit: UnitWords) -> str:
    if settings.burn_code_above is None:
        return _("never")
    if settings.burn_code_above == 0:
        return _("for every payment with points")
    return _("above {points}").format(points=words.points(settings.burn_code_above, unit))


def days(count: int) -> str:
    """«3 дня»."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


def _ladder(settings: Settings, unit: UnitWords) -> str:
    ladder = settings.ladder
    if ladder is None:
        return _("no tiers")
    counted = {"spend": _("by spending"), "orders": _("by purchases"), "points": _("by status points")}[ladder.measure]
    over = _("over a calendar year") if ladder.days is None else _("over {days}").format(days=days(ladder.days))
    return f"{counted} {over}: " + "; ".join(_tier(tier, unit) for tier in ladder.tiers)


def _tier(tier: Tier, unit: UnitWords) -> str:
    name = tier.name_ru if words.is_russian() else tier.name_en
    said = _("{tier} from {amount}").format(tier=name, amount=words.number(tier.threshold, 2))
    return said if tier.earn is None else f"{said}, {_rate(tier.earn, unit)}"


_RULES: tuple[tuple[Promise, Say], ...] = (
    (gettext_lazy("A purchase gives"), _earn),
    (gettext_lazy("Goods with a discount earn"), lambda s, u: _yes(s.earn_on_discounted_lines)),
    (gettext_lazy("Delivery earns"), lambda s, u: _yes(s.earn_on_delivery)),
    (gettext_lazy("The part paid with points earns"), lambda s, u: _yes(s.earn_on_points_paid)),
    (gettext_lazy("Buying a gift certificate earns"), lambda s, u: _yes(s.earn_on_certificates)),
    (gettext_lazy("Rounding"), _rounding),
    (gettext_lazy("Points wait before they can be used"), lambda s, u: days(s.pending_days)),
    (gettext_lazy("Points live"), _validity),
    (gettext_lazy("Discounts may take of one line at most"), lambda s, u: words.percent(s.discount_line_rate)),
    (gettext_lazy("Discounts may take of all goods at most"), lambda s, u: words.percent(s.discount_order_rate)),
    (gettext_lazy("Points may cover at most"), lambda s, u: words.percent(s.burn_max_rate)),
    (gettext_lazy("Points are accepted for receipts from"), lambda s, u: words.roubles(s.burn_min_receipt_kopecks)),
    (gettext_lazy("Points are accepted with a balance from"), lambda s, u: words.points(s.burn_min_balance, u)),
    (gettext_lazy("A code is asked"), _code),
    (gettext_lazy("Goods are taken back within"), lambda s, u: days(s.return_days)),
    (
        gettext_lazy("Points earned with returned goods are already spent"),
        lambda s, u: _("becomes a debt") if s.claw_back == "debt" else _("only what is left is taken"),
    ),
    (
        gettext_lazy("Points that come back after their last day live"),
        lambda s, u: days(s.give_back_grace_days),
    ),
    (gettext_lazy("Withhold a discount lost with the return"), lambda s, u: _yes(s.withhold_lost_discount)),
    (
        gettext_lazy("Money on a gift certificate whose time is over"),
        lambda s, u: _("stays a debt of the programme") if s.certificate_expiry == "keep" else _("is written off"),
    ),
    (gettext_lazy("A price shown to the customer holds"), lambda s, u: _minutes(s.quote_minutes)),
    (gettext_lazy("Points are reserved while the customer pays"), lambda s, u: _minutes(s.pending_order_minutes)),
    (gettext_lazy("Receipts of a till without connection are accepted"), lambda s, u: _hours(s.late_hours)),
    (gettext_lazy("Tiers"), _ladder),
)
