"""Which campaigns can apply to a cart at all, so that cost follows those and not all that run."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from campaigns.conditions.cart import normal_code
from campaigns.engine.compiled import Compiled
from loyalty.purchase.scene import Scene
from loyalty.rules.kind import Keys

TIER, SEGMENTS = "tier", "segments"  # keys of Facts.known
_SELECTIVE = ("code", "sku", "collection", "brand", "category", "segment", "tier", "shop", "group", "channel")


class Index:
    """Campaigns are named by their positions. Each stands under the most selective of the keys it needs, or is asked
    for every cart."""

    def __init__(self, campaigns: Sequence[Compiled]) -> None:
        self._by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._always: list[int] = []
        for position, campaign in enumerate(campaigns):
            keys = _best(campaign.keys)
            if keys is None:
                self._always.append(position)
            for key in keys or ():
                self._by_key[key].append(position)

    def candidates(self, scene: Scene) -> list[int]:
        """Positions in ascending order, a superset of those that apply."""
        found = set(self._always)
        by_key = self._by_key
        for key in _keys_of(scene):
            if key in by_key:
                found.update(by_key[key])
        return sorted(found)


def _best(keys: Iterable[Keys]) -> Keys | None:
    """Of sets that must all be met, the one whose kind is the rarest in carts; of equal ones, the smaller."""
    return min(keys, key=lambda some: (min((_rank(what) for what, _ in some), default=0), len(some)), default=None)


def _rank(what: str) -> int:
    return _SELECTIVE.index(what) if what in _SELECTIVE else len(_SELECTIVE)


def _keys_of(scene: Scene) -> Iterator[tuple[str, str]]:
    """Everything in a cart that a campaign can be found by."""
    cart, facts = scene.cart, scene.facts
    yield from {("sku", line.sku) for line in cart.lines}
    for what, values in (
        ("brand", {goods.brand for goods in facts.goods}),
        ("category", {code for goods in facts.goods for code in goods.category_path}),
        ("collection", {code for goods in facts.goods for code in goods.collections}),
        ("code", {normal_code(code) for code in cart.coupons}),
        ("segment", _texts(facts.known.get(SEGMENTS))),
    ):
        for value in values:
            yield what, value
    yield "shop", facts.shop.code
    yield "group", facts.shop.group
    yield "channel", cart.channel
    if (tier := facts.known.get(TIER)) is not None:
        yield "tier", str(tier)


def _texts(value: object) -> Sequence[str]:
    return value if isinstance(value, tuple | list) else ()
