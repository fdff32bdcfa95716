"""Who and what the tables speak of."""

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.coupons.models import CouponReservation
from campaigns.coupons.reserve_coupon import reserve_coupon
from campaigns.coupons.start_work import start_work
from campaigns.coupons.truth import Presented, Truth
from campaigns.referrals.give_code import give_code
from loyalty import clock
from loyalty.catalogue.models import Category, Product
from loyalty.certificates.hold import hold
from loyalty.imports.take_upload import take_upload
from loyalty.ledger.cause import Cause, Principal
from loyalty.ledger.keep_proof import keep_proof
from loyalty.ledger.prove import Report
from loyalty.program.current import program
from loyalty.shops.models import Integration, Shop
from segments.segment.change_list import change_list
from tests.builders import NOON, a_cart, a_key, a_member, a_return, a_shop, an_integration, an_order, some_points
from tests.campaigns.coded import a_batch
from tests.campaigns.coupons.batches import a_pool
from tests.campaigns.referrals.invited import a_programme, an_invitation
from tests.campaigns.running import a_campaign, a_reward
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.certificates.selling import a_card, a_certificate
from tests.segments.making import a_list, an_analysis

GOODS = "sku,name\nTEA,Чай\n".encode()
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Things:
    """What a path or a page names, of one owner. `sold` and `placed` are orders; `certificate`, `held` (with the hold
    `hold` of the owner's shop) and `card` (not paid for yet) are codes."""

    sold: str
    placed: str
    member: int
    campaign: str
    coupon: str
    certificate: str
    held: str
    hold: int
    card: str
    segment: str


@dataclass(frozen=True)
class World:
    """`group` is of another shop of the same group, `foreign` of a shop of another group."""

    cast: Cast
    own: Things
    group: Things
    foreign: Things
    absent: Things
    group_shop: Shop
    group_till: Integration


def build(cast: Cast) -> World:
    """The cast with a second shop in the group of «Кофе на Лесной», orders in each shop, and a row in every list."""
    Integration.objects.update(adjustment_points=100, adjustment_points_per_day=1_000)
    group_shop = a_shop("polyana", name="Кофе на Поляне", group=cast.lesnaya.group)
    a_campaign("spring", {"say": {"slot": "till", "ru": "Весна", "en": "Spring"}}, lane="texts")
    a_reward("review", shop=cast.lesnaya.pk, member=cast.anna)
    a_programme()
    an_invitation(cast.anna)
    friends = a_list("friends")
    an_analysis()
    change_list(segment_id=friends.pk, member_ids=[cast.anna], enter=True, cause="test", at=NOON)
    group_till = an_integration(group_shop, adjustment_points=100, adjustment_points_per_day=1_000)
    guest = a_member(phone="+79035554433", shop=group_shop)
    _codes({"own": cast.lesnaya, "group": group_shop, "foreign": cast.other_shop})
    own, group, foreign = (
        _things(cast.lesnaya, cast.anna, "own"),
        _things(group_shop, guest, "group"),
        _things(cast.other_shop, cast.vera, "foreign"),
    )
    _rows_of_lists(cast)
    return World(
        cast=cast,
        own=own,
        group=group,
        foreign=foreign,
        absent=Things(
            sold="absent-sold",
            placed="absent-placed",
            member=999_999_999,
            campaign="absent",
            coupon="ABSENT",
            certificate="0000-0000-0000-0000",
            held=own.held,
            hold=999_999_999,
            card="0000-0000-0000-0000",
            segment="absent",
        ),
        group_shop=group_shop,
        group_till=group_till,
    )


def _things(shop: Shop, member_id: int, name: str) -> Things:
    some_points(member_id, 500)
    an_order(shop, a_cart(member_id), number=f"{name}-sold")
    an_order(shop, a_cart(member_id), number=f"{name}-placed", state="placed")
    held = a_certificate(shop)
    made = hold(
        certificate_id=held.id, kopecks=100, until=clock.now() + timedelta(hours=1), natural_key=f"access:{name}",
        at=NOON,
        cause=Cause(principal=Principal("integration", 1), reason="hold", shop_id=shop.pk),
    )  # fmt: skip
    return Things(
        sold=f"{name}-sold", placed=f"{name}-placed", member=member_id, campaign="spring", coupon=f"{name}-code",
        certificate=a_certificate(shop).code, held=held.code, hold=made.hold_id, card=a_card(), segment="friends",
    )  # fmt: skip


def _rows_of_lists(cast: Cast) -> None:
    for shop, member, name in [(cast.lesnaya, cast.anna, "own"), (cast.other_shop, cast.vera, "foreign")]:
        a_return(an_order(shop, a_cart(member), number=f"{name}-returned"), 1_000, number=f"RET-{name}")
        an_order(shop, a_cart(member, burn=50), number=f"{name}-held", state="placed")
    Product.objects.create(
        sku="COFFEE", name="Кофе фильтр", category=Category.objects.create(code="coffee", name="Кофе")
    )
    a_key(cast.other_till)
    keep_proof(report=Report(at=NOON, queries=()))
    batch = a_pool("letter", "AAAA-1111", pattern="####-####-##")
    start_work(kind="load", batch_id=batch.pk, total=1, by=None, at=NOON, lines=["BBBB-2222"])
    take_upload(kind="products", name="goods.csv", content=GOODS, by=cast.owner.pk, at=NOON)


def _codes(shops: Mapping[str, Shop]) -> None:
    """A code for each shop, of which it holds a use back."""
    batch = a_batch("codes", codes=[f"{name}-code" for name in shops])
    for coupon, shop in zip(batch.coupons.order_by("pk"), shops.values(), strict=True):
        known = Presented(truth=Truth.OK, batch=batch.code, coupon=coupon.pk)
        reserve_coupon(
            presented=known, shop_id=shop.pk, member_id=None, minutes=60, at=clock.now(), zone=program().zone
        )  # fmt: skip


def body_of(call: str, cast: Cast) -> dict[str, Any]:
    """A good body for a call of the API, fresh each time."""
    n = next(_numbers)
    cart = {"lines": [{"line_id": "1", "sku": "A-1", "quantity": "2", "price": "450.00"}]}
    identity = {"kind": "card", "value": ANNA_CARD}
    held = CouponReservation.objects.filter(shop=cast.lesnaya).first()
    bodies: dict[str, dict[str, Any]] = {
        "POST segments/{segment}/members": {"add": [identity]},
        "POST coupons/{coupon}/release": {"reservation": held.token if held else "none"},
        "POST quotes": cart,
        "POST orders": {**cart, "external_id": f"new-{n}", "state": "completed"},
        "POST orders/batch": {
            "orders": [{**cart, "external_id": f"late-{n}", "occurred_at": "2026-11-20T10:00:00+03:00"}]
        },
        "POST orders/{sold}/returns": {"external_id": f"back-{n}", "lines": [{"line_id": "1", "quantity": "1"}]},
        "POST certificates/{certificate}/hold": {"amount": "1.00"},
        "POST certificates/{held}/capture": {"amount": "1.00"},
        "POST certificates/{certificate}/top-up": {"amount": "1.00"},
        "POST certificates/{certificate}/block": {"reason": "потеряли"},
        "POST members": {"identity": {"kind": "phone", "value": f"+7900{n:07d}"}},
        "POST members/lookup": {"identity": identity},
        "POST members/{member}/adjustments": {"unit": "BONUS", "points": "1", "reason": "кофе"},
        "POST members/{member}/referral": {"code": give_code(member_id=cast.boris)},
        "POST events": {"id": f"e-{n}", "type": "review.left", "occurred_at": "2026-11-20T12:00:00+03:00"},
        "PUT campaigns/{campaign}": {
            "title": {"ru": "Весна", "en": "Spring"},
            "lane": "texts",
            "effects": [{"say": {"slot": "till", "ru": f"Весна {n}", "en": "Spring"}}],
        },
    }
    if call.startswith("POST campaigns"):
        return {"reason": "a test"}
    return bodies.get(call, {})


def statements(call: Callable[[], Any]) -> tuple[Any, list[str]]:
    """What the call returns, and what it asked of the database, without the values."""
    with CaptureQueriesContext(connection) as queries:
        result = call()
    return result, [_without_values(query["sql"]) for query in queries]


def _without_values(sql: str) -> str:
    sql = re.sub(r'"s\d+_x\d+"', "<savepoint>", sql)
    sql = re.sub(r"'(?:[^']|'')*'", "?", sql)
    return re.sub(r"\b\d+\b", "?", sql)
