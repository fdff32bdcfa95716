"""What each metric is, once more, in plain Python over a whole history: slow and obvious."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from analytics.rollup.calendar import Bounds
from tests.analytics.metrics.histories import Figures, History, Line, Member, Sale

Part = tuple[str, int, int]  # key, numerator, denominator


@dataclass(frozen=True, kw_only=True)
class World:
    """What there is of a cut: its orders of all time, the people who may have made them, those of them who joined
    there, and since when any order is known."""

    sales: tuple[Sale, ...]
    people: tuple[Member, ...]
    joined: tuple[Member, ...]
    known_since: date

    def inside(self, period: Bounds) -> list[Sale]:
        return [sale for sale in self.sales if period.starts <= sale.day < period.ends]

    def of_members(self, since: date, until: date) -> dict[int, list[Sale]]:
        found = defaultdict[int, list[Sale]](list)
        for sale in sorted(self.sales, key=lambda one: one.day):
            if sale.member_id is not None and since <= sale.day < until:
                found[sale.member_id].append(sale)
        return found

    def buyers(self, period: Bounds) -> dict[int, list[Sale]]:
        return self.of_members(period.starts, period.ends)

    def before(self, period: Bounds) -> dict[int, list[Sale]]:
        return self.of_members(period.before, period.starts)

    def so_far(self, period: Bounds) -> dict[int, list[Sale]]:
        return self.of_members(date.min, period.ends)


Count = Callable[[World, Bounds], Iterator[Part]]


def figures(count: Count, history: History, *, kinds: tuple[str, ...], cuts: tuple[str, ...]) -> Figures:
    """All figures of a metric."""
    found = Figures()
    known_since = min((sale.day for sale in history.sales), default=date.min)
    shops = {sale.shop_id for sale in history.sales} | {member.shop_id for member in history.members} - {None}
    cells = [("all", ""), *(("shop", str(shop)) for shop in shops)]
    cells += sorted({(stay.cut, stay.of) for stay in history.stays})
    for period in (one for one in history.periods if one.kind in kinds):
        for cut, of in (one for one in cells if one[0] in cuts):
            sales, people, joined = _there(history, period, cut, of)
            world = World(sales=sales, people=people, joined=joined, known_since=known_since)
            for key, numerator, denominator in count(world, period):
                cell = (period.kind, period.starts, cut, of, key)
                n, d = found.get(cell, (0, 0))
                found[cell] = (n + numerator, d + denominator)
    return found


def _there(
    history: History, period: Bounds, cut: str, of: str
) -> tuple[tuple[Sale, ...], tuple[Member, ...], tuple[Member, ...]]:
    if cut == "all":
        return history.sales, history.members, history.members
    if cut == "shop":
        return (
            tuple(sale for sale in history.sales if str(sale.shop_id) == of),
            history.members,
            tuple(member for member in history.members if str(member.shop_id) == of),
        )
    there = {
        stay.member_id
        for stay in history.stays
        if (stay.cut, stay.of) == (cut, of) and stay.since <= period.ends - timedelta(days=1) < stay.until
    }
    people = tuple(member for member in history.members if member.member_id in there)
    return tuple(sale for sale in history.sales if sale.member_id in there), people, people


def _of_orders(part: Callable[[Sale], Part]) -> Count:
    return lambda world, period: (part(sale) for sale in world.inside(period))


def _of_lines(key: Callable[[Line], str]) -> Count:
    return lambda world, period: (
        (key(line), line.paid, line.quantity_milli) for sale in world.inside(period) for line in sale.lines
    )


def _of_buyers(part: Callable[[list[Sale], bool], tuple[int, int]]) -> Count:
    """`part` gets the orders of a member in the period and whether the first of all is among them."""

    def count(world: World, period: Bounds) -> Iterator[Part]:
        for member, sales in world.buyers(period).items():
            first = world.so_far(period)[member][0]
            yield ("", *part(sales, first.day >= period.starts))

    return count


def _joined(world: World, period: Bounds) -> Iterator[Part]:
    for member in world.joined:
        if period.starts <= member.joined < period.ends:
            yield "", 1, 1


def _strict(world: World, period: Bounds) -> Iterator[Part]:
    now = world.buyers(period)
    for member in world.before(period):
        yield "", member in now, 1


def _churn(world: World, period: Bounds) -> Iterator[Part]:
    now = world.buyers(period)
    for member in world.before(period):
        yield "", member not in now, 1


def _classic(world: World, period: Bounds) -> Iterator[Part]:
    so_far = world.so_far(period)
    end = world.buyers(period)
    new = [member for member in end if so_far[member][0].day >= period.starts]
    start = world.before(period)
    if len(end) - len(new) or start:
        yield "", len(end) - len(new), len(start)


def _cost(world: World, period: Bounds) -> Iterator[Part]:
    for sale in world.inside(period):
        given = _given(sale)[1]
        if sale.member_id is not None and given:
            yield "", given, 0
    if stayed := world.before(period).keys() & world.buyers(period).keys():
        yield "", 0, len(stayed)


def _silent(days: int) -> Count:
    def count(world: World, period: Bounds) -> Iterator[Part]:
        for sales in world.so_far(period).values():
            window = [sale for sale in sales if sale.day >= period.ends - timedelta(days=days)]
            yield "", not window, 1

    return count


def _interval(world: World, period: Bounds) -> Iterator[Part]:
    for sales in world.so_far(period).values():
        days = sorted({sale.day for sale in sales})
        for earlier, later in pairwise(days):
            if period.starts <= later:
                yield "", (later - earlier).days, 1


def _joining(part: Callable[[list[Sale]], tuple[int, int]]) -> Count:
    def count(world: World, period: Bounds) -> Iterator[Part]:
        for member in world.people:
            window = timedelta(days=90)
            if not period.starts <= member.joined + window < period.ends:
                continue
            mine = [sale for sale in world.sales if sale.member_id == member.member_id]
            before = [sale for sale in mine if member.joined - window <= sale.day < member.joined]
            after = [sale for sale in mine if member.joined < sale.day <= member.joined + window]
            if before and world.known_since <= member.joined - window:
                yield ("before", *part(before))
                yield ("after", *part(after))

    return count


def _cohorts(part: Callable[[list[Sale], list[Sale]], tuple[int, int]]) -> Count:
    """`part` gets all orders of a member up to the period's end, and those in it."""

    def count(world: World, period: Bounds) -> Iterator[Part]:
        now = world.buyers(period)
        for member, sales in world.so_far(period).items():
            yield (f"{sales[0].day:%Y-%m}", *part(sales, now.get(member, [])))

    return count


def _predicted(horizon: int) -> Count:
    """What cohorts brought by the period's end, and for each age they have not reached their members' part of what all
    who have reached it brought."""

    def count(world: World, period: Bounds) -> Iterator[Part]:
        now, so_far = _number(period.starts), world.so_far(period)
        cohorts, brought = defaultdict[int, int](int), defaultdict[tuple[int, int], list[Line]](list)
        for sales in so_far.values():
            born = _number(sales[0].day)
            cohorts[born] += 1
            for sale in sales:
                brought[born, _number(sale.day) - born] += sale.lines
        if not cohorts or min(cohorts) + horizon - 1 > now:
            return
        for born, members in cohorts.items():
            margin = 0
            for age in range(horizon):
                if born + age <= now:
                    margin += _paid_of(brought[born, age]) - _cost_of(brought[born, age])
                else:
                    lived = [one for one in cohorts if one + age <= now]
                    lines, of = (
                        [line for one in lived for line in brought[one, age]],
                        sum(cohorts[one] for one in lived),
                    )
                    margin += members * _paid_of(lines) // of - members * _cost_of(lines) // of
            yield f"{(born - 1) // 12}-{(born - 1) % 12 + 1:02}", margin, members

    return count


def _number(day: date) -> int:
    return day.year * 12 + day.month


def _hour(sale: Sale) -> Part:
    return f"{sale.day.isoweekday()}-{sale.hour:02}", sale.paid, 1


def _given(sale: Sale) -> Part:
    return "", sum(line.discount + line.points_paid for line in sale.lines), sum(line.shelf for line in sale.lines)


def _paid(sales: list[Sale]) -> int:
    return sum(sale.paid for sale in sales)


def _known(sales: list[Sale]) -> list[Line]:
    return [line for sale in sales for line in sale.lines if line.cost is not None]


def _paid_of(lines: list[Line]) -> int:
    return sum(line.paid for line in lines)


def _cost_of(lines: list[Line]) -> int:
    return sum(line.cost or 0 for line in lines)


COUNTS: dict[str, Count] = {
    "revenue": _of_orders(lambda sale: ("", sale.paid, 1)),
    "orders": _of_orders(lambda sale: ("", 1, sale.member_id is not None)),
    "average_order": _of_orders(lambda sale: ("member" if sale.member_id else "guest", sale.paid, 1)),
    "promoted_orders": _of_orders(lambda sale: ("", any(line.discount for line in sale.lines), 1)),
    "promoted_average": _of_orders(
        lambda sale: ("with" if any(line.discount for line in sale.lines) else "without", sale.paid, 1)
    ),
    "discount_share": _of_orders(_given),
    "programme_cost": _of_orders(lambda sale: ("", _given(sale)[1], 1)),
    "active_members": _of_buyers(lambda sales, is_new: (1, len(sales))),
    "new_members": _of_buyers(lambda sales, is_new: (is_new, 1)),
    "joined_members": _joined,
    "repeat_members": _of_buyers(lambda sales, is_new: (len(sales) >= 2, 1)),
    "repeat_orders": _of_buyers(lambda sales, is_new: (len(sales[1:] if is_new else sales), len(sales))),
    "frequency": _of_buyers(lambda sales, is_new: (len(sales), 1)),
    "interval": _interval,
    "retention_strict": _strict,
    "retention_classic": _classic,
    "churn": _churn,
    "retention_cost": _cost,
    "silent_30": _silent(30),
    "silent_60": _silent(60),
    "silent_90": _silent(90),
    "joining_average_order": _joining(lambda sales: (_paid(sales), len(sales))),
    "joining_frequency": _joining(lambda sales: (len(sales), 1)),
    "cohort_retention": _cohorts(lambda so_far, now: (bool(now), 1)),
    "cohort_revenue": _cohorts(lambda so_far, now: (_paid(now), 1)),
    "ltv_revenue": _cohorts(lambda so_far, now: (_paid(so_far), 1)),
    "ltv_margin": _cohorts(lambda so_far, now: (_paid(so_far) - _cost_of(_known(so_far)), 1)),
    "ltv_known_cost": _cohorts(lambda so_far, now: (sum(line.paid for line in _known(so_far)), _paid(so_far))),
    "ltv_predicted_6": _predicted(6),
    "ltv_predicted_12": _predicted(12),
    "product_league": _of_lines(lambda line: line.sku),
    "category_league": _of_lines(lambda line: line.category),
    "brand_league": _of_lines(lambda line: line.brand),
    "days_and_hours": _of_orders(_hour),
}
