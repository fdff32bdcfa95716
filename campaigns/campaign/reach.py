"""What employees have started and nothing bounds: how much it comes to is up to what it looks at."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from campaigns.campaign.authority import DEAR, worth_of_units
from campaigns.campaign.exposure import exposure
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.goods_of import goods_of
from campaigns.campaign.models import Campaign
from campaigns.campaign.stakes import COUNTED, units_given
from campaigns.conditions.codes import CouponPresented
from campaigns.coupons.models import CouponBatch
from campaigns.effects.effect import Cost, Effect
from campaigns.effects.rewards import HandOut
from campaigns.engine.definition import Definition
from loyalty.purchase.goods import EVERYTHING, Goods
from loyalty.registries import Registry
from loyalty.rules.invalid import InvalidRule
from loyalty.rules.kind import Condition
from loyalty.staff.models import User

_MONEY = {Cost.DISCOUNT, Cost.GOODS}


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What one of them looks at: conditions, `segments` by code, `goods` of its conditions and effects; of these, those
    it may give something for, and those it makes cheaper; of which batches it gives codes. `is_open`: it gives what
    nothing bounds, by itself."""

    title: str
    is_open: bool
    conditions: tuple[Condition, ...] = ()
    segments: frozenset[str] = frozenset()
    goods: tuple[Goods, ...] = ()
    given_for: tuple[Goods, ...] = ()
    discounted: tuple[Goods, ...] = ()
    batches: frozenset[str] = frozenset()

    def is_opened_by(self, batches: frozenset[str]) -> bool:
        """Whether a code of one of these is what it asks for."""
        return any(isinstance(one, CouponPresented) and batches.intersection(one.batches) for one in self.conditions)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whose limit it is, and what tells whether something is beyond it: kopecks a month, and units it gives."""

    author: User
    limit: int
    is_open: Callable[[int | None, frozenset[str]], bool]


# Everything that others started, from the packages that let it be started.
REACHES: Registry[Callable[[Asked], Iterator[Reach]]] = Registry("what looks at what can be changed")


def reaches(*, author: User, limit: int) -> list[Reach]:
    """What others started and this employee, of such a limit, could not: nothing bounds what it gives, points of its
    units are dear, or it gives away codes, of which ever more are made, that open such. A few queries for each kind of
    thing, and some for each unit without a price."""
    worth = worth_of_units()

    @cache
    def is_dear(unit: str) -> bool:
        return any(dear(unit, author, limit) is not None for _name, dear in DEAR)

    def is_open(most: int | None, units: frozenset[str]) -> bool:
        return most is None or any(is_dear(unit) for unit in sorted(units - set(worth)))

    asked = Asked(author=author, limit=limit, is_open=is_open)
    everything = [one for _name, found in REACHES for one in found(asked)]
    return _with_givers(everything)


def _with_givers(everything: list[Reach]) -> list[Reach]:
    found = [one for one in everything if one.is_open]
    endless = frozenset(CouponBatch.objects.filter(makes_more=True).values_list("code", flat=True)) if found else ()
    left = [one for one in everything if not one.is_open and one.batches.intersection(endless)]
    while more := [
        one for one in left if any(other.is_opened_by(one.batches.intersection(endless)) for other in found)
    ]:
        found += more
        left = [one for one in left if one not in more]
    return found


def _of_campaigns(asked: Asked) -> Iterator[Reach]:
    """Paused ones count: they go on with a click. One query."""
    rows = Campaign.objects.filter(state__in=COUNTED).exclude(version__author=asked.author).select_related("version")
    worth = worth_of_units()
    for one in rows.order_by("title"):
        try:
            definition = parse_campaign(one.version.definition if one.version else None, version=0)
        except InvalidRule:  # of another release: tills leave it out
            continue
        is_open = asked.is_open(exposure(definition, worth=worth), units_given(definition))
        yield _reach(one.name, definition, is_open=is_open)


def _reach(title: str, definition: Definition, *, is_open: bool) -> Reach:
    return Reach(
        title=title, is_open=is_open, goods=tuple(goods_of(definition)),
        conditions=() if definition.when is None else tuple(definition.when.leaves()),
        given_for=_acted_on(definition.effects),
        discounted=_acted_on(one for one in definition.effects if _MONEY & set(one.costs)),
        batches=frozenset(one.batch for one in definition.effects if isinstance(one, HandOut)),
    )  # fmt: skip


def _acted_on(effects: Iterable[Effect]) -> tuple[Goods, ...]:
    return tuple(goods for effect in effects for goods in effect.acts_on() or (EVERYTHING,))


REACHES.add("campaigns", _of_campaigns)
