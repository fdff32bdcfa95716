"""A small town of members with histories made by the real verbs: every fact has someone who has it and who has not."""

from datetime import UTC, date, datetime, timedelta

from campaigns.referrals.advance import advance
from campaigns.referrals.keep_trail import keep_trail
from loyalty.catalogue.models import Category, Product
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.freeze import freeze
from loyalty.ledger.models import Account
from loyalty.members.models import Member
from loyalty.money import BONUS
from loyalty.purchase.cart import Cart, CartLine
from loyalty.shops.models import Shop
from tests.builders import a_member, a_return, a_shop, an_order, some_points
from tests.campaigns.referrals.invited import a_programme, an_invitation
from tests.campaigns.running import a_campaign

NOW = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)  # half past one at night of the 22nd in Moscow
SKUS = ("LATTE", "MOCHA", "BUN", "TEA")


def a_town() -> list[int]:
    """Twelve members; 0 bought nothing, 1 took all of it back, the others bought this and that on different days."""
    drinks = Category.objects.create(code="drinks", name="Напитки")
    coffee = Category.objects.create(code="coffee", name="Кофе", parent=drinks)
    tea = Category.objects.create(code="tea", name="Чай", parent=drinks)
    food = Category.objects.create(code="food", name="Еда")
    for sku, category, brand in (
        ("LATTE", coffee, "Lavazza"), ("MOCHA", coffee, "Illy"), ("BUN", food, ""), ("TEA", tea, "Lavazza")
    ):  # fmt: skip
        Product.objects.create(sku=sku, name=sku, category=category, brand=brand)
    shop = a_shop("lesnaya")
    a_campaign("illy", {"percent_off": {"rate": 2_000, "goods": {"brands": ["Illy"]}}})
    members = [_someone(number, shop) for number in range(12)]
    _invitations(members)
    for number, member in enumerate(members[1:], start=1):
        for order in range(number % 5 + 1):
            at = NOW - timedelta(days=order * number * 7, hours=order + number)
            skus = [SKUS[(number + order + place) % 4] for place in range(1 + (number + order) % 3)]
            sold = an_order(shop, _cart(member, skus, 10_000 + number * 1_000), at=at)
            if number == 1 or (number == 7 and order == 0):
                a_return(sold, 2_000, at=at + timedelta(minutes=5))
    some_points(members[4], 300, expires_at=NOW + timedelta(days=3), at=NOW - timedelta(days=2))
    some_points(members[5], 700, at=NOW - timedelta(days=2))
    some_points(members[6], 700, at=NOW - timedelta(days=2))
    frozen = Account.objects.get(owner_kind="member", owner_id=members[6], unit__code=BONUS)
    assert freeze(account_id=frozen.pk, principal=SYSTEM, reason="proof", law="Q-01", at=NOW)
    advance(at=NOW)
    advance(at=NOW)
    return members


def _invitations(members: list[int]) -> None:
    """3 brought 2 and 0, who has not bought; 9 brought 5 and, on one device, 8, which somebody has to look at."""
    a_programme(wait_days=0, order_days=400)
    for member in (members[8], members[9]):
        keep_trail(member_id=member, device="d", address="", at=NOW - timedelta(days=240))
    for friend, referrer in ((2, 3), (0, 3), (5, 9), (8, 9)):
        an_invitation(members[referrer], members[friend], at=NOW - timedelta(days=30 * friend))


def _someone(number: int, shop: Shop) -> int:
    born = None if number % 4 == 0 else date(1980 + number, 1 + number, 1 + 2 * number)
    born = date(2004, 2, 29) if number == 11 else born
    member = a_member(
        shop=shop if number % 2 else None,
        birthday=born,
        language="en" if number % 3 == 0 else "ru",
        at=NOW - timedelta(days=30 * number),
    )
    Member.objects.filter(pk=member).update(
        city=("", "Москва", "Тверь")[number % 3], gender=("", "f", "m")[number % 3], source=("qr", "")[number % 2],
        attributes={"size": ("L", 5, True, None)[number % 4]} if number % 5 else {},
    )  # fmt: skip
    return member


def _cart(member: int, skus: list[str], price: int) -> Cart:
    lines = tuple(
        CartLine(line_id=str(place), sku=sku, quantity_milli=2_000, price_kopecks=price + place * 500)
        for place, sku in enumerate(skus)
    )
    return Cart(member_id=member, lines=lines)
