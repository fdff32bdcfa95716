"""Finds the shops, members and goods that receipts name: a query per batch for what is new, in bounded memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from loyalty.imports.receipt import MemberKey, Receipt
from loyalty.members.models import Identity
from loyalty.members.seal import blind_index
from loyalty.purchase.facts import LineGoods
from loyalty.shops.models import Shop

_KEPT = 100_000  # of each; beyond it everything is forgotten and asked again
_GOODS = """
select p.sku, p.name, coalesce(c.code, ''), p.brand, p.cost_kopecks, p.is_weighed
from loyalty_product p left join loyalty_category c on c.id = p.category_id where p.sku = any(%s)
"""


@dataclass(frozen=True, slots=True)
class Goods:
    """What the catalogue says of a SKU. Without its floor: what was sold below it was sold all the same."""

    name: str
    facts: LineGoods


class Lookups:
    """`shop_map` translates what a file calls a shop into a shop's code; a name it lacks is taken for a code."""

    def __init__(self, *, shop_map: Mapping[str, str]) -> None:
        self._shop_map = shop_map
        self._shops = dict(Shop.objects.values_list("code", "pk"))
        self._members: dict[MemberKey, int | None] = {}
        self._goods: dict[str, Goods | None] = {}

    def learn(self, receipts: Iterable[Receipt]) -> None:
        """Ask for whatever these receipts name and we have not met. At most two queries."""
        members: set[MemberKey] = set()
        skus: set[str] = set()
        for receipt in receipts:
            if receipt.member is not None and receipt.member not in self._members:
                members.add(receipt.member)
            skus.update(line.sku for line in receipt.lines if line.sku not in self._goods)
        if len(self._members) > _KEPT or len(self._goods) > _KEPT:
            self._members, self._goods = {}, {}
            return self.learn(receipts)
        self._members.update(_members(members) if members else {})
        self._goods.update(_goods(skus) if skus else {})
        return None

    def learn_members(self, keys: set[MemberKey]) -> None:
        """Ask for these members alone. At most one query."""
        strangers = keys - self._members.keys()
        self._members.update(_members(strangers) if strangers else {})

    def code_of(self, receipt: Receipt) -> str:
        """The code that the receipt's shop has or would have."""
        return self._shop_map.get(receipt.shop, receipt.shop)

    def shop(self, receipt: Receipt) -> int | None:
        """The id of the receipt's shop; None when there is none of that code."""
        return self._shops.get(self.code_of(receipt))

    def meet_shop(self, code: str, shop_id: int) -> None:
        """Remember a shop opened meanwhile."""
        self._shops[code] = shop_id

    def meet_member(self, key: MemberKey, member_id: int) -> None:
        """Remember a member enrolled meanwhile."""
        self._members[key] = member_id

    def member(self, key: MemberKey) -> int | None:
        """The id of a member that `learn` has met; None for a stranger."""
        return self._members[key]

    def goods(self, sku: str) -> Goods | None:
        """What the catalogue says of a SKU that `learn` has met."""
        return self._goods[sku]


def _members(keys: set[MemberKey]) -> dict[MemberKey, int | None]:
    by_index = {blind_index(kind=key.kind, normal=key.normal): key for key in keys}
    found: dict[MemberKey, int | None] = dict.fromkeys(keys)
    rows = Identity.objects.filter(index__in=list(by_index)).values_list("kind", "index", "member_id")
    for kind, index, member_id in rows:
        key = by_index[bytes(index)]
        if key.kind == kind:
            found[key] = member_id
    return found


def _goods(skus: set[str]) -> dict[str, Goods | None]:
    found: dict[str, Goods | None] = dict.fromkeys(skus)
    with connection.cursor() as cursor:
        cursor.execute(_GOODS, [list(skus)])
        for sku, name, category, brand, cost, weighed in cursor.fetchall():
            facts = LineGoods(category=category, brand=brand, cost_kopecks=cost, is_weighed=weighed)
            found[sku] = Goods(name, facts)
    return found
