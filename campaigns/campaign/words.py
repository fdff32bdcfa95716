"""A campaign in words of the active language: when, what, within which budgets."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.budget_number import is_implied
from campaigns.engine.definition import Budget, BudgetScope, Definition, Metric, Period
from loyalty import words
from loyalty.refusals import Words

_SCOPES: dict[BudgetScope, Words] = {
    BudgetScope.CAMPAIGN: "", BudgetScope.SHOP: _("in each shop"), BudgetScope.MEMBER: _("for each member"),
}  # fmt: skip
_PERIODS: dict[Period, Words] = {
    Period.DAY: _("a day"), Period.WEEK: _("a week"), Period.MONTH: _("a month"), Period.YEAR: _("a year"),
    Period.ALL: "", Period.ORDER: _("for each number of the order"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class InWords:
    """Sentences without a full stop. `when` is empty where there is no condition, `dates` where there are none."""

    when: str
    dates: str
    effects: tuple[str, ...]
    budgets: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """All of it as one text."""
        return ". ".join(
            part[:1].upper() + part[1:] for part in (self.dates, self.when, *self.effects, *self.budgets) if part
        )


def cost_words(most: int | None, *, gifts: int | None = None) -> str:
    """«до 10 000 ₽ в месяц»; None: nothing bounds it, but for `gifts`, the purchases of a month that may have one."""
    if most is None and gifts is not None:
        said = ngettext(
            "gifts in at most {n} purchase a month, whatever they cost",
            "gifts in at most {n} purchases a month, whatever they cost", gifts,
        )  # fmt: skip
        return said.format(n=words.number(gifts))
    if most is None:
        return gettext("nothing bounds what it can cost")
    if not most:
        return gettext("nothing by itself")
    return gettext("up to {amount} a month").format(amount=words.roubles(most))


def in_words(definition: Definition) -> InWords:
    """Times by the zone that is active."""
    return InWords(
        when="" if definition.when is None else definition.when.words(),
        dates=dates_words(definition.starts_at, definition.ends_at),
        effects=tuple(effect.words() for effect in definition.effects),
        budgets=tuple(budget_words(budget) for budget in definition.budgets if not is_implied(budget.number)),
    )


def dates_words(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """«from … to …» by the zone that is active; empty for a campaign that always runs."""
    start, end = instant_words(starts_at), instant_words(ends_at)
    if start and end:
        return gettext("from {start} to {end}").format(start=start, end=end)
    if start:
        return gettext("from {start}").format(start=start)
    return gettext("to {end}").format(end=end) if end else ""


def instant_words(at: datetime | None) -> str:
    """By the zone that is active; empty for none."""
    return "" if at is None else date_format(localtime(at), "DATETIME_FORMAT")


def budget_words(budget: Budget) -> str:
    """«discounts of at most ₽10,000 a month»."""
    parts = [_limit(budget), str(_SCOPES[budget.scope]), str(_PERIODS[budget.period])]
    said = " ".join(part for part in parts if part)
    return said + gettext(", the last benefit is made smaller to fit") if budget.trim else said


def _limit(budget: Budget) -> str:
    return limit_words(budget.metric, budget.limit)


def limit_words(metric: Metric, limit: int) -> str:
    """At most so much of what a budget counts."""
    match metric:
        case Metric.DISCOUNT:
            return gettext("discounts of at most {amount}").format(amount=words.roubles(limit))
        case Metric.POINTS:
            return ngettext("at most {n} point", "at most {n} points", limit).format(n=words.number(limit))
        case Metric.USES:
            return ngettext("at most {n} time", "at most {n} times", limit).format(n=words.number(limit))
    return gettext("discounts and points worth at most {amount}").format(amount=words.roubles(limit))


def amount_words(metric: Metric, amount: int) -> str:
    """So much of what a budget counts."""
    match metric:
        case Metric.POINTS:
            return ngettext("{n} point", "{n} points", amount).format(n=words.number(amount))
        case Metric.USES:
            return ngettext("{n} time", "{n} times", amount).format(n=words.number(amount))
    return words.roubles(amount)
