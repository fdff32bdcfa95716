"""All running campaigns with their lanes, compiled once and immutable: what a number stands for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from campaigns.engine.compiled import Compiled
from campaigns.engine.definition import Lane
from campaigns.engine.index import Index
from loyalty.purchase.cart import Cart
from loyalty.purchase.facts import LineGoods, ShopFacts


@dataclass(frozen=True, kw_only=True)
class Ruleset:
    """`campaigns` stand in the order they are asked: by lane, then the higher priority, then the code.

    `conflicts`: which codes a campaign does not go with; exclusion works both ways, whoever says it.
    `points_cost_rate`: what a point given is reckoned to cost the shop, in basis points of its worth.
    """

    number: int
    lanes: tuple[Lane, ...]
    campaigns: tuple[Compiled, ...]
    index: Index
    conflicts: Mapping[str, frozenset[str]]
    points_cost_rate: int = 10_000

    @cached_property
    def budgeted(self) -> tuple[Compiled, ...]:
        """The campaigns that have budgets or limits."""
        return tuple(campaign for campaign in self.campaigns if campaign.budgets)

    @cached_property
    def version_ids(self) -> dict[tuple[str, int], int]:
        """Of published versions, by the campaign's code and the version's number."""
        return {
            (one.code, one.definition.version): one.version_id for one in self.campaigns if one.version_id is not None
        }

    def to_be_read_for(self, cart: Cart, goods: Sequence[LineGoods], shop: ShopFacts) -> tuple[Compiled, ...]:
        """The campaigns that may apply to the cart, whoever the member is: what they need to know has to be read."""
        return tuple(self.campaigns[position] for position in self.index.to_be_read_for(cart, goods, shop))


class UnknownLane(ValueError):
    """A campaign names a lane that is not there."""


def compile_ruleset(
    *, number: int, campaigns: Sequence[Compiled], lanes: Sequence[Lane], points_cost_rate: int = 10_000
) -> Ruleset:
    """The order in which campaigns and lanes come makes no difference. Raises UnknownLane."""
    ordered = tuple(sorted(lanes, key=lambda lane: (lane.order, lane.code)))
    place = {lane.code: position for position, lane in enumerate(ordered)}
    for one in campaigns:
        if one.definition.lane not in place:
            raise UnknownLane(f"{one.code} is in lane {one.definition.lane}, which is not there")
    asked = tuple(sorted(campaigns, key=lambda one: (place[one.definition.lane], -one.definition.priority, one.code)))
    return Ruleset(
        number=number, lanes=ordered, campaigns=asked, index=Index(asked), conflicts=_conflicts(asked),
        points_cost_rate=points_cost_rate,
    )  # fmt: skip


def with_draft(*, ruleset: Ruleset, draft: Compiled, lanes: Sequence[Lane]) -> Ruleset:
    """The same, with `draft` in place of the campaign of its code, under lanes as they are now; campaigns of lanes
    that are gone are left out. Raises UnknownLane for the draft's."""
    known = {lane.code for lane in lanes}
    others = [one for one in ruleset.campaigns if one.code != draft.code and one.definition.lane in known]
    return compile_ruleset(
        number=ruleset.number, campaigns=[*others, draft], lanes=lanes, points_cost_rate=ruleset.points_cost_rate
    )


def _conflicts(campaigns: Sequence[Compiled]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in campaigns:
        for other in one.definition.excludes:
            found.setdefault(one.code, set()).add(other)
            found.setdefault(other, set()).add(one.code)
    return {code: frozenset(others) for code, others in found.items()}
