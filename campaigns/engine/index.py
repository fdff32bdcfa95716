"""Which campaigns can apply to a cart at all, so that cost follows those and not all that run."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from campaigns.coupons.normal import normal_code
from campaigns.coupons.truth import OPENED
from campaigns.engine.compiled import Compiled
from loyalty.purchase.cart import Cart
from loyalty.purchase.facts import LineGoods, ShopFacts
from loyalty.purchase.scene import Scene
from loyalty.rules.kind import Keys

TIER, SEGMENTS = "tier", "segments"  # keys of Facts.known
_OF_MEMBER = ("segment", "tier")
_SELECTIVE = ("batch", "code", "sku", "collection", "brand", "category", "segment", "tier", "shop", "group", "channel")


class Index:
    """Campaigns are named by their positions. Each stands under the most selective of the keys it needs, or is asked
    for every cart."""

    def __init__(self, campaigns: Sequence[Compiled]) -> None:
        self._by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._always: list[int] = []
        self._by_member: list[int] = []  # those that stand under what only the member's facts tell
        self._by_batch: list[int] = []  # and those under what only a look at the cart's codes tells
        for position, campaign in enumerate(campaigns):
            keys = _best(campaign.keys)
            if keys is None:
                self._always.append(position)
            for key in keys or ():
                self._by_key[key].append(position)
                if key[0] in _OF_MEMBER:
                    self._by_member.append(position)
                if key[0] == "batch":
                    self._by_batch.append(position)

    def candidates(self, scene: Scene) -> list[int]:
        """Positions in ascending order, a superset of those that apply."""
        facts = scene.facts
        keys = chain(_keys_of_cart(scene.cart, facts.goods, facts.shop), _keys_of_known(facts.known))
        return sorted(self._found(keys, self._always))

    def to_be_read_for(self, cart: Cart, goods: Sequence[LineGoods], shop: ShopFacts) -> list[int]:
        """The same before anything is known of the member and the codes: what may apply, whoever and
        whichever they are."""
        by_batch = self._by_batch if cart.coupons else ()
        return sorted(self._found(_keys_of_cart(cart, goods, shop), (*self._always, *self._by_member, *by_batch)))

    def _found(self, keys: Iterable[tuple[str, str]], always: Iterable[int]) -> set[int]:
        found, by_key = set(always), self._by_key
        for key in keys:
            if key in by_key:
                found.update(by_key[key])
        return found


def _best(keys: Iterable[Keys]) -> Keys | None:
    """Of sets that must all be met, the one whose kind is the rarest in carts; of equal ones, the smaller."""
    return min(keys, key=lambda some: (min((_rank(what) for what, _ in some), default=0), len(some)), default=None)


def _rank(what: str) -> int:
    return _SELECTIVE.index(what) if what in _SELECTIVE else len(_SELECTIVE)


def _keys_of_cart(cart: Cart, goods: Sequence[LineGoods], shop: ShopFacts) -> Iterator[tuple[str, str]]:
    """Everything in a cart that a campaign can be found by."""
    yield from {("sku", line.sku) for line in cart.lines}
    for what, values in (
        ("brand", {one.brand for one in goods}),
        ("category", {code for one in goods for code in one.category_path}),
        ("collection", {code for one in goods for code in one.collections}),
        ("code", {normal_code(code) for code in cart.coupons}),
    ):
        for value in values:
            yield what, value
    yield "shop", shop.code
    yield "group", shop.group
    yield "channel", cart.channel


def _keys_of_known(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Those that are found by the member's facts, and by what the codes of the cart are."""
    for batch in _texts(known.get(OPENED)):
        yield "batch", batch
    for segment in _texts(known.get(SEGMENTS)):
        yield "segment", segment
    if (tier := known.get(TIER)) is not None:
        yield "tier", str(tier)


def _texts(value: object) -> Sequence[str]:
    return value if isinstance(value, tuple | list) else ()
