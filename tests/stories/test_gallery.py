"""Every mechanic of the gallery: from its card to a receipt and back by a return, through pages and the API."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.campaign.models import Campaign
from campaigns.gallery.mechanic import MECHANICS
from campaigns.referrals.advance import advance
from campaigns.referrals.give_code import give_code
from campaigns.referrals.terms import in_force
from campaigns.triggers.models import TriggerCampaign
from loyalty.catalogue.put_product import put_product
from loyalty.clock import now
from loyalty.events.models import Delivery
from loyalty.events.relay import relay
from loyalty.ledger.balance import balances
from loyalty.ledger.owner import Owner
from loyalty.purchase.cart import Cart, CartLine
from tests.builders import an_order
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import Till

pytestmark = pytest.mark.django_db
OF_EVENTS = {code for code, one in MECHANICS if one.make(one.example).event is not None}
ANNA = {"kind": "card", "value": ANNA_CARD}
COFFEE = {"line_id": "1", "sku": "A-1", "quantity": "3", "price": "200.00"}
BUN = {"line_id": "2", "sku": "B-1", "quantity": "1", "price": "100.00"}
CART: dict[str, Any] = {"member": ANNA, "lines": [COFFEE, BUN]}
DELIVERY = {"delivery": {"price": "199.00"}}


@dataclass(frozen=True)
class Expected:
    """What the mechanic changes on the cart of 700 roubles: roubles off, points more (before any that the discount
    takes from the programme's own 5 %), and of what the member has to have bought so many days ago."""

    off: str = "0"
    points: int = 0
    bought: tuple[str, int] | None = ("B-1", 3)
    cart: dict[str, Any] | None = None


EXPECTED = {
    "cashback": Expected(points=35),
    "progressive-cashback": Expected(points=49),
    "double-points": Expected(points=35),
    "comeback": Expected(points=150, bought=("B-1", 90)),
    "favourite-brand": Expected(points=42, bought=("A-1", 3)),
    "try-new": Expected(points=60),
    "quiet-day": Expected(points=70),
    "high-margin": Expected(points=90),
    "happy-hours": Expected(off="140"),
    "buy-two-get-third": Expected(off="200"),
    "second-half-price": Expected(off="100"),
    "bundle": Expected(off="50"),
    "threshold-steps": Expected(off="35"),
    "free-delivery": Expected(off="199", cart=DELIVERY),
    "category-week": Expected(off="90"),
    "new-customer": Expected(off="300", bought=None),
}
APART = {"sixth-free", "gift", "promo-code", "invite-friend"}  # each has a story of its own below


@pytest.fixture
def shop(cast: Cast) -> Till:
    """A till of a coffee shop; coffee and buns are in the catalogue."""
    for sku, name, category, brand in (
        ("A-1", "Капучино", ["coffee"], "Lavazza"), ("B-1", "Булка", ["bakery"], ""), ("CUP", "Кружка", ["gifts"], ""),
    ):  # fmt: skip
        put_product(sku=sku, goods={"name": name, "category": category, "brand": brand})
    return Till(cast.key)


def launch(cast: Cast, code: str, **answers: Any) -> None:
    """The owner fills the form in and starts it."""
    owner = Client()
    owner.force_login(cast.owner)
    sent = {"title_ru": f"Акция {code}", "title_en": code, "no_end": "on", "budget": "10 000", "step": "publish"}
    address = reverse("admin:campaign_mechanic", args=[code])
    answer = owner.post(address, {**sent, **as_typed(MECHANICS[code].example), **answers})
    assert answer.status_code == 302, answer.content.decode()


def as_typed(answers: Any) -> dict[str, str]:
    """Answers as a person types them."""
    questions = {question.name: question for one in MECHANICS for question in one[1].questions}
    typed: dict[str, str] = {}
    for name, value in answers.items():
        match questions[name].kind:
            case "roubles" | "percent":
                typed[name] = f"{Decimal(value) / 100}"
            case "goods":
                typed[name] = value.get("categories", [""])[0]
            case "off" | "benefit":
                typed[f"{name}_0"], typed[f"{name}_1"] = f"{Decimal(value[1]) / 100}", value[0]
            case "steps":
                typed[name] = "\n".join(f"{since // 100} — {rate // 100}" for since, rate in value)
            case _:
                typed[name] = str(value)
    return typed


def today() -> dict[str, str]:
    """Hours and a day of the week in which now is, by the shop's clock."""
    local = now().astimezone(ZoneInfo("Europe/Moscow"))
    start, end = local - timedelta(hours=2), local + timedelta(hours=2)
    return {"day": str(local.isoweekday()), "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def bought(cast: Cast, sku: str, days: int) -> None:
    line = CartLine(line_id="1", sku=sku, quantity_milli=1_000, price_kopecks=10_000)
    an_order(cast.lesnaya, Cart(member_id=cast.anna, lines=(line,)), at=now() - timedelta(days=days))


def points_of(answer: dict[str, Any], unit: str = "BONUS") -> int:
    return sum(int(earn["amount"]) for earn in answer["earn"] if earn["unit"] == unit)


@pytest.mark.parametrize("code", sorted({code for code, _one in MECHANICS} - OF_EVENTS - APART))
def test_from_the_gallery_to_the_receipt_and_back(code: str, shop: Till, cast: Cast) -> None:
    # given what the till would ask without it
    expected = EXPECTED[code]
    cart = {**CART, **(expected.cart or {})}
    if expected.bought is not None:
        bought(cast, *expected.bought)
    before = shop.post("quotes", cart).json
    had = [(one.available, one.pending) for one in balances(owner=Owner.member(cast.anna), at=now())]
    # when it is launched
    hours = {name: value for name, value in today().items() if name in MECHANICS[code].example}
    launch(cast, code, **hours)
    quoted = shop.post("quotes", cart).json
    # then the price differs by what the card says, and says so
    off = Decimal(quoted["totals"]["discount"]) - Decimal(before["totals"]["discount"])
    assert off == Decimal(expected.off)
    of_goods = off if not expected.cart else Decimal(0)
    lost = points_of(before) - int((700 - of_goods) * 5 // 100)
    assert points_of(quoted) - points_of(before) + lost == expected.points
    assert [one["campaign"] for one in quoted["applied"]] == [code]
    assert f"Акция {code}" in quoted["applied"][0]["text"]
    # and the order is as quoted
    order = shop.post("orders", {"external_id": "G-1", "state": "completed", "quote": quoted["quote"], **cart})
    assert order.status == 201, order.json
    assert order.json["totals"] == quoted["totals"]
    assert points_of(order.json) == points_of(quoted)
    # and a return of everything leaves nothing of it
    lines = [{"line_id": "1", "quantity": "3"}, {"line_id": "2", "quantity": "1"}]
    back = shop.post(
        "orders/G-1/returns", {"external_id": "RET-1", "lines": lines, "delivery": bool(expected.cart)}
    )  # fmt: skip
    assert back.status == 201
    assert back.json["money"] == order.json["totals"]["to_pay"]
    assert [(one.available, one.pending) for one in balances(owner=Owner.member(cast.anna), at=now())] == had


def test_the_sixth_coffee_is_free(shop: Till, cast: Cast) -> None:
    # given three stamps from the first purchase
    launch(cast, "sixth-free")
    first = shop.post("orders", {"external_id": "G-1", "state": "completed", **CART}).json
    assert points_of(first, "STAMP") == 3
    second = shop.post("orders", {"external_id": "G-2", "state": "completed", **CART}).json
    assert second["totals"]["discount"] == "0.00"
    # when there are six
    third = shop.post("orders", {"external_id": "G-3", "state": "completed", **CART}).json
    # then a cup is free, which gives no stamp, and five stamps are spent
    assert third["totals"]["discount"] == "200.00"
    assert points_of(third, "STAMP") == 2
    stamps = {one["unit"]: one["available"] for one in third["member"]["balances"]}
    assert stamps["STAMP"] == "3"
    # and a return gives the stamps back and takes those of this purchase
    lines = [{"line_id": "1", "quantity": "3"}, {"line_id": "2", "quantity": "1"}]
    back = shop.post("orders/G-3/returns", {"external_id": "RET-1", "lines": lines, "delivery": False})
    assert back.status == 201
    (has,) = [one.available for one in balances(owner=Owner.member(cast.anna), at=now()) if one.unit == "STAMP"]
    assert has == 6


def test_a_gift_is_named_to_the_till_and_free_when_it_is_in_the_cart(shop: Till, cast: Cast) -> None:
    # given
    launch(cast, "gift", gifts="2")
    # when it is not in the cart, the till may add it
    assert shop.post("quotes", CART).json["gifts"][0]["choices"][0]["sku"] == "CUP"
    shop.post("orders", {"external_id": "G-0", "state": "completed", **CART})
    # when it is
    cup = {"line_id": "3", "sku": "CUP", "quantity": "1", "price": "350.00"}
    order = shop.post("orders", {"external_id": "G-1", "state": "completed", **CART, "lines": [COFFEE, BUN, cup]}).json
    # then
    assert order["totals"]["discount"] == "350.00"
    lines = [{"line_id": line, "quantity": quantity} for line, quantity in (("1", "3"), ("2", "1"), ("3", "1"))]
    # and there are no more gifts than was said, until one comes back
    assert shop.post("quotes", CART).json["gifts"] == []
    back = shop.post("orders/G-1/returns", {"external_id": "RET-1", "lines": lines, "delivery": False}).json
    assert back["money"] == order["totals"]["to_pay"]
    assert shop.post("quotes", CART).json["gifts"]


@pytest.mark.parametrize("code", sorted(OF_EVENTS))
def test_points_for_events_come_when_it_happens(code: str, shop: Till, cast: Cast) -> None:
    # given
    launch(cast, code)
    trigger = TriggerCampaign.objects.get(code=code)
    assert trigger.is_on
    assert trigger.version is not None
    assert trigger.version.terms["budget"] == {"limit": 10_000, "period": "month"}
    if code == "birthday-gift":  # the day is a job's to tell: tests/stories/test_points_for_events.py
        assert trigger.version.terms["event"] == "member.birthday"
        return
    # when
    if code == "welcome-points":
        joined = shop.post(
            "members", {"identity": {"kind": "phone", "value": "+79161234567"}, "consents": CONSENTS}
        )  # fmt: skip
        member = int(joined.json["id"])
    else:
        member = cast.anna
        told = {"id": "e-1", "type": "review", "member": ANNA, "occurred_at": now().isoformat(), "attributes": {}}
        assert shop.post("events", told).status == 202
    while relay(at=now() + timedelta(minutes=1)).claimed:
        pass
    assert not Delivery.objects.filter(state="due").exists()
    # then
    (bonus,) = [one for one in balances(owner=Owner.member(member), at=now()) if one.unit == "BONUS"]
    assert bonus.available == MECHANICS[code].example["points"]


CONSENTS = [
    {"kind": "rules", "version": "1", "granted": True},
    {"kind": "personal_data", "version": "1", "granted": True},
]


def test_there_are_twenty_mechanics_and_every_one_has_a_story() -> None:
    codes = {code for code, _one in MECHANICS}
    assert len(codes) >= 20
    assert codes == set(EXPECTED) | OF_EVENTS | APART


def test_a_draft_is_offered_to_nobody(shop: Till, cast: Cast) -> None:
    launch(cast, "cashback", step="draft")
    assert Campaign.objects.get().state == Campaign.State.DRAFT
    assert shop.post("quotes", CART).json["applied"] == []


SPEND = [{"line_id": "1", "quantity": "3"}, {"line_id": "2", "quantity": "1"}]


def test_a_promo_code_works_for_whoever_says_it_as_often_as_it_was_told(shop: Till, cast: Cast) -> None:
    # given one word for two uses
    launch(cast, "promo-code", word="Весна-2027", off_0="10", off_1="percent", least="600", uses="2")
    said = {**CART, "coupons": ["весна 2027"]}
    # then nobody who does not say it pays less, and a smaller purchase does not open it
    assert shop.post("quotes", CART).json["applied"] == []
    small = {**said, "lines": [BUN]}
    assert shop.post("quotes", small).json["totals"]["discount"] == "0.00"
    # when two say it
    orders = [
        shop.post("orders", {"external_id": f"P-{n}", "state": "completed", **said}).json for n in range(2)
    ]  # fmt: skip
    assert [one["totals"]["discount"] for one in orders] == ["70.00", "70.00"]
    assert orders[0]["coupons"][0]["status"] == "applied"
    # then it is used up, until everything of one comes back
    assert shop.post("quotes", said).json["totals"]["discount"] == "0.00"
    back = shop.post("orders/P-0/returns", {"external_id": "RET-1", "lines": SPEND, "delivery": False}).json
    assert back["money"] == "630.00"
    assert shop.post("quotes", said).json["totals"]["discount"] == "70.00"


def test_an_amount_off_by_a_word_that_is_taken_is_refused(shop: Till, cast: Cast) -> None:
    launch(cast, "promo-code", off_0="150", off_1="roubles")
    assert shop.post("quotes", {**CART, "coupons": ["SPRING-2027"]}).json["totals"]["discount"] == "150.00"
    owner = Client()
    owner.force_login(cast.owner)
    again = owner.post(
        reverse("admin:campaign_mechanic", args=["promo-code"]),
        {"title_ru": "Ещё", "title_en": "More", "no_end": "on", "no_budget": "on", "step": "publish",
         "word": "sprlng2O27", "off_0": "5", "off_1": "percent", "least": "1", "uses": "1"},
    )  # fmt: skip
    assert "занят" in again.content.decode()
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize(("benefit", "kind"), [("150", "roubles"), ("10", "percent"), ("100", "points")])
def test_a_friend_is_invited_and_both_have_their_benefit(benefit: str, kind: str, shop: Till, cast: Cast) -> None:
    # given
    launch(cast, "invite-friend", benefit_0=benefit, benefit_1=kind)
    # when a friend joins with Anna's code and buys
    code = give_code(member_id=cast.anna)
    body = {"identity": {"kind": "phone", "value": "+79161234567"}, "consents": CONSENTS, "referral": code}
    friend = int(shop.post("members", body).json["id"])
    while relay(at=now() + timedelta(minutes=1)).claimed:
        pass
    assert _bonus(friend) == (100 if kind == "points" else 0)
    cart = {**CART, "member": {"kind": "phone", "value": "+79161234567"}}
    order = shop.post("orders", {"external_id": "F-1", "state": "completed", **cart}).json
    # then the benefit is there, on the first purchase only
    off = {"roubles": "150.00", "percent": "70.00", "points": "0.00"}[kind]
    assert order["totals"]["discount"] == off
    again = shop.post("quotes", cart).json
    assert again["totals"]["discount"] == "0.00"
    # and Anna has hers when the days of waiting are over
    had = _bonus(cast.anna)
    advance(at=now() + timedelta(minutes=1))
    assert _bonus(cast.anna) == had
    advance(at=now() + timedelta(days=15))
    assert _bonus(cast.anna, days=16) == had + 300
    # and loses them when everything comes back
    back = shop.post("orders/F-1/returns", {"external_id": "RET-1", "lines": SPEND, "delivery": False})
    assert back.json["money"] == order["totals"]["to_pay"]
    while relay(at=now() + timedelta(days=20)).claimed:
        pass
    assert _bonus(cast.anna, days=21) == had


def test_invitations_that_are_on_are_not_changed_behind_ones_back(shop: Till, cast: Cast) -> None:
    # given a draft, which invites nobody, and its start
    launch(cast, "invite-friend", step="draft")
    drafted = in_force()
    assert drafted is not None
    assert not drafted.is_on
    launch(cast, "invite-friend")
    holds = in_force()
    assert holds is not None
    assert holds.is_on
    assert holds.terms.budget is not None
    assert holds.terms.budget.limit == 5_000  # half of it is for friends
    # when somebody fills the card in again
    owner = Client()
    owner.force_login(cast.owner)
    sent = {"title_ru": "Ещё", "title_en": "More", "budget": "10", "step": "publish", "points": "1", "benefit_0": "1",
            "benefit_1": "percent", "days": "1", "times": "1"}  # fmt: skip
    answer = owner.post(reverse("admin:campaign_mechanic", args=["invite-friend"]), sent)
    # then nothing is changed, and it says where to
    assert "уже могут приглашать друзей" in answer.content.decode()
    assert in_force() == holds


def _bonus(member: int, days: int = 0) -> int:
    found = balances(owner=Owner.member(member), at=now() + timedelta(days=days))
    return sum(one.available for one in found if one.unit == "BONUS")
