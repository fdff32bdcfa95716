"""A week in words: what changed most, and where most of it came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.utils.translation import gettext

from analytics.dashboards.kit.value import change, value_of
from analytics.digest.changes import Changed, most_changed
from analytics.figures.read import Value, read_figures
from analytics.metrics.metric import Adds, Metric, metrics
from analytics.rollup.calendar import bounds_of
from loyalty.money import BONUS
from loyalty.shops.models import Shop

WEEKS = 13  # the one told of, the one before, and those that say what is usual
# What an owner steers by; of points, those that pay.
ASKED = {
    "revenue": "", "orders": "", "average_order": "member", "discount_share": "", "active_members": "",
    "new_members": "", "retention_strict": "", "repeat_orders": "", "frequency": "", "points_issued": BONUS,
    "points_spent": BONUS, "points_expired": BONUS, "burn_rate": BONUS, "promoted_orders": "",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line of the mail."""

    title: str
    text: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What changed most in the week that starts at `week`; figures by metric and week, and how much each shop, by its
    number, added to the change of a metric."""

    week: date
    changed: tuple[Changed, ...]
    figures: Mapping[tuple[str, date], Value]
    by_shop: Mapping[str, Mapping[str, int]]
    shops: Mapping[str, str]


def changes_in(*, week: date) -> Changes:
    """Nothing changed while there is too little to compare with. Four queries."""
    first = week - timedelta(weeks=WEEKS - 1)
    asked = [code for code in ASKED if code in metrics and "week" in metrics[code].kinds]
    ends = bounds_of(kind="week", day=week).ends
    found = {
        (one.metric, one.starts): one
        for one in read_figures(metrics=asked, kind="week", since=first, until=ends)
        if one.key == ASKED[one.metric]
    }
    weeks = [first + timedelta(weeks=number) for number in range(WEEKS)]
    since = min((starts for _code, starts in found), default=week)
    values = {
        code: [_value(metrics[code], found.get((code, start)), start >= since) for start in weeks] for code in asked
    }
    by_shop = _by_shop([code for code in asked if metrics[code].adds is Adds.SUM and not metrics[code].is_ratio], week)
    shops = {str(pk): name for pk, name in Shop.objects.values_list("pk", "name")}
    return Changes(week=week, changed=tuple(most_changed(values)), figures=found, by_shop=by_shop, shops=shops)


def told_of(changes: Changes) -> list[Told]:
    """In the language of now. No query."""
    return [_told(one, changes) for one in changes.changed]


def _value(metric: Metric, figure: Value | None, counted: bool) -> Fraction | None:
    """Nothing sold in a week is nought; nothing to divide by is unknown, and so is what was before the first figure."""
    if figure is None:
        return Fraction(0) if counted and not metric.is_ratio else None
    if not metric.is_ratio:
        return Fraction(figure.numerator)
    return Fraction(figure.numerator, figure.denominator) if figure.denominator else None


def _by_shop(codes: list[str], week: date) -> dict[str, dict[str, int]]:
    """How much each shop added to the change of each of these metrics."""
    before = bounds_of(kind="week", day=week).before
    sums: dict[str, dict[str, int]] = {}
    for one in read_figures(
        metrics=codes, kind="week", since=before, until=week + timedelta(days=1), cut="shop", of=None
    ):
        if one.key == ASKED[one.metric]:
            of_metric = sums.setdefault(one.metric, {})
            of_metric[one.of] = of_metric.get(one.of, 0) + (one.numerator if one.starts == week else -one.numerator)
    return sums


def _told(one: Changed, changes: Changes) -> Told:
    metric, week = metrics[one.code], changes.week
    before = bounds_of(kind="week", day=week).before
    now, was = (
        value_of(metric, figure.numerator, figure.denominator) if figure else value_of(metric, 0, 0)
        for figure in (changes.figures.get((one.code, week)), changes.figures.get((one.code, before)))
    )
    moved, key = change(now, was), ASKED[one.code]
    title = str(metric.title)
    if key in metric.key_titles:
        title = f"{title}: {str(metric.key_titles[key]).lower()}"
    text = gettext("{now} after {was}").format(now=now.text, was=was.text)
    if moved is not None:
        text = f"{text} ({moved.text})"
    return Told(title=title, text=text, why=_why(metric, one, now.of_words, was.of_words, changes))


def _why(metric: Metric, one: Changed, now: str, was: str, changes: Changes) -> str:
    """The shop that most of the change came from, where there are several; of a ratio what was divided."""
    if metric.is_ratio:
        return gettext("{now}, the week before {was}").format(now=now, was=was) if now and was else ""
    total, shops = int(one.now - one.was), changes.by_shop.get(one.code, {})
    same_way = {of: part for of, part in shops.items() if part * total > 0}
    if len(shops) < 2 or not same_way:
        return ""
    of, part = max(same_way.items(), key=lambda pair: (abs(pair[1]), pair[0]))
    size = value_of(metric, part, 0).text
    return gettext("most of it in “{shop}”: {size}").format(
        shop=changes.shops.get(of, of), size=f"+{size}" if part > 0 else size
    )
