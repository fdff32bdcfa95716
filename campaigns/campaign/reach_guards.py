"""What a running campaign without a bound reaches grows only by whoever may start it: through segments, RFM analyses,
codes and the catalogue."""

from collections.abc import Callable, Collection
from typing import ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.reach import Reach, reaches
from campaigns.coupons.models import CouponBatch
from loyalty.catalogue.guards import GUARDS as CATALOGUE_GUARDS
from loyalty.catalogue.guards import Change, Name, Objection
from loyalty.purchase.goods import Goods
from loyalty.refusals import Refusal, Words
from loyalty.rules.kind import Condition
from loyalty.staff.limits import campaign_limit
from loyalty.staff.models import User
from segments.segment.guards import GUARDS, Touched, touched_by
from segments.segment.links import looks

BUILDS = "campaigns.change_campaign"
_RELATIVE = {"new_category": "category", "favourite_category": "category", "favourite_brand": "brand"}


class ReachAboveLimit(Refusal):
    """`detail` names the campaign."""

    code: ClassVar[str] = "reach_above_limit"
    status: ClassVar[int] = 403
    title: ClassVar[Words] = _("Your role does not change this by itself")
    hint: ClassVar[Words] = _("Ask a colleague who may start it, or have the campaign given a budget.")


def check_batch(*, code: str, author: User) -> None:
    """Whether an employee may add codes to the batch or loosen its terms. ReachAboveLimit where a campaign of somebody
    else's that nothing bounds opens with them: then they were what bounded it. Queries as `reaches`."""
    _check(_beyond(author), lambda one: one.is_opened_by(frozenset({code})))


def check_handed_out(*, batches: Collection[str], author: User) -> None:
    """The same of batches of which codes are given away, where new ones are made as they are asked for."""
    endless = CouponBatch.objects.filter(code__in=batches, makes_more=True) if batches else CouponBatch.objects.none()
    codes = frozenset(endless.values_list("code", flat=True))
    if codes:
        _check(_beyond(author), lambda one: one.is_opened_by(codes))


def _check_segments(touched: Touched, author: User) -> None:
    _check(_beyond(author), lambda one: _is_touched(one, touched))


def _object_to_catalogue(author: User) -> Objection | None:
    """Whoever builds no campaigns keeps the catalogue as the shop has it, and answers for that."""
    found = _beyond(author) if author.has_perm(BUILDS) else []
    known = looks() if found else {}

    def object_to(change: Change) -> None:
        def is_met(condition: Condition) -> bool:
            return any(_is_moved(one, change) for one in _with_left_out(getattr(condition, "goods", None)))

        touched = touched_by(is_met, known)
        _check(found, lambda one: _is_changed(one, change) or _is_touched(one, touched))

    return object_to if found else None


def _beyond(author: User) -> list[Reach]:
    limit = campaign_limit(user_id=author.pk)
    return [] if limit is None else reaches(author=author, limit=limit)


def _check(found: list[Reach], depends: Callable[[Reach], bool]) -> None:
    for one in found:
        if depends(one):
            said = _("“{title}” depends on this, and nothing bounds what it can cost.")
            raise ReachAboveLimit(detail=format_lazy(said, title=one.title))


def _is_touched(one: Reach, touched: Touched) -> bool:
    return touched.is_met_in(one.conditions) or not touched.segments.isdisjoint(one.segments)


def _is_changed(one: Reach, change: Change) -> bool:
    """A floor stands in the way of discounts; certificates and weighed goods count apart in everything."""
    bared = one.given_for if change.unmarked else one.discounted if change.lowered else ()
    return any(_is_moved(goods, change) for goods in one.goods) or any(_may_be(goods, change.names) for goods in bared)


def _with_left_out(goods: object) -> list[Goods]:
    if not isinstance(goods, Goods):
        return []
    return [goods] if goods.but_not is None else [goods, goods.but_not]


def _is_moved(goods: Goods, change: Change) -> bool:
    """Whether what is bought may be of these goods now and was not, or the other way round."""
    named = {(what, value) for what, values in _parts(goods) for value in values or ()}
    relative = _RELATIVE.get(goods.relative or "")
    is_named = not named.isdisjoint(change.moved) or any(what == relative for what, _value in change.moved)
    return is_named and _may_be(goods, change.names)


def _may_be(goods: Goods, names: frozenset[Name] | None) -> bool:
    """Whether something called so may be of these goods; the cart says attributes, too."""
    return names is None or all(
        values is None or any((what, value) in names for value in values)
        for what, values in _parts(goods)
        if what != "attribute"
    )


def _parts(goods: Goods) -> tuple[tuple[str, tuple[str, ...] | None], ...]:
    return (
        ("sku", goods.skus), ("category", goods.categories), ("brand", goods.brands),
        ("collection", goods.collections), ("attribute", goods.attributes),
    )  # fmt: skip


GUARDS.add("campaigns", _check_segments)
CATALOGUE_GUARDS.add("campaigns", _object_to_catalogue)
