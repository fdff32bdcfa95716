"""Builders: short calls that make what a test needs, through the real verbs wherever there is one.

Every builder has defaults for everything; a test names only what it is about. `NOON` is the instant tests start from.
"""

import itertools
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from django.contrib.auth.models import Group

from loyalty.ledger.balance import Balance, balances
from loyalty.ledger.open_balance import open_balance
from loyalty.ledger.owner import Owner
from loyalty.members.consent import GivenConsent
from loyalty.members.enrol import NewIdentity, enrol
from loyalty.members.models import ConsentText
from loyalty.members.publish_consent_text import publish_consent_text
from loyalty.money import BONUS
from loyalty.program.change_settings import change_settings
from loyalty.program.current import program
from loyalty.purchase.cart import Burn, Cart, CartLine
from loyalty.purchase.commit import commit
from loyalty.purchase.order_view import OrderView
from loyalty.purchase.refund import ReturnView, refund
from loyalty.purchase.returning import Returning, ReturnLine
from loyalty.shops.issue_key import issue_key
from loyalty.shops.models import Integration, Scope, Shop, ShopGroup
from loyalty.staff.models import User

NOON = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)  # 12:00 in Moscow, a Saturday
PASSWORD = "coffee in the forest"

_numbers = itertools.count(1)


# --- Shops and keys --------------------------------------------------------------------------------------------------


def a_group(name: str = "") -> ShopGroup:
    return ShopGroup.objects.create(name=name or f"Группа {next(_numbers)}")


def a_shop(code: str = "", *, name: str = "", group: ShopGroup | None = None, timezone: str = "Europe/Moscow") -> Shop:
    code = code or f"shop-{next(_numbers)}"
    return Shop.objects.create(code=code, name=name or code, group=group or a_group(), timezone=timezone)


def an_integration(
    shop: Shop | None = None, *, name: str = "Касса", adjustment_points: int = 0, adjustment_points_per_day: int = 0
) -> Integration:
    return Integration.objects.create(
        shop=shop or a_shop(),
        name=name,
        adjustment_points=adjustment_points,
        adjustment_points_per_day=adjustment_points_per_day,
    )


def a_key(
    integration: Integration | None = None,
    *,
    scopes: Collection[str] = tuple(Scope.values),
    expires_at: datetime | None = None,
    requests_per_second: int | None = 10_000,
    enrolments_per_hour: int | None = 10_000,
) -> str:
    """The secret of a new key; all scopes unless told, and no limits that a test could meet by chance."""
    _key, secret = issue_key(
        integration=integration or an_integration(),
        scopes=scopes,
        name="test",
        expires_at=expires_at,
        requests_per_second=requests_per_second,
        enrolments_per_hour=enrolments_per_hour,
    )
    return secret


# --- Members ---------------------------------------------------------------------------------------------------------


def a_phone() -> str:
    """A phone nobody else in this run has."""
    return f"+7912{next(_numbers):07d}"


def a_consent_text(kind: str = ConsentText.Kind.RULES, version: str = "1") -> int:
    return publish_consent_text(kind=kind, version=version, text_ru="Правила программы", text_en="Programme rules")


def a_member(
    *,
    phone: str | None = None,
    email: str | None = None,
    card: str | None = None,
    external: str | None = None,
    verified: bool = True,
    first_name: str = "",
    last_name: str = "",
    birthday: date | None = None,
    language: str = "ru",
    shop: Shop | None = None,
    consents: Sequence[GivenConsent] = (),
    at: datetime = NOON,
) -> int:
    """The id of an enrolled member; with a phone of their own unless another identity is named."""
    given = {"phone": phone, "email": email, "card": card, "external": external}
    values = {kind: value for kind, value in given.items() if value is not None} or {"phone": a_phone()}
    enrolled = enrol(
        identities=[NewIdentity(kind=kind, value=value, verified=verified) for kind, value in values.items()],
        first_name=first_name,
        last_name=last_name,
        birthday=birthday,
        language=language,
        shop_id=shop.pk if shop else None,
        consents=consents,
        channel="test",
        proof={"terminal": "1", "cashier": "17"},
        at=at,
    )
    return enrolled.member_id


# --- Staff -----------------------------------------------------------------------------------------------------------


def a_user(
    login: str = "", *, roles: Sequence[str] = (), shop: Shop | None = None, member_id: int | None = None
) -> User:
    """An employee with these roles, who signs in to the admin with `PASSWORD`."""
    user = User.objects.create_user(
        login or f"user-{next(_numbers)}", password=PASSWORD, is_staff=True, shop=shop, member_id=member_id
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


# --- Points and purchases --------------------------------------------------------------------------------------------


def some_points(member_id: int, points: int, *, expires_at: datetime | None = None, at: datetime = NOON) -> None:
    """Points the member may burn at once."""
    open_balance(
        owner=Owner.member(member_id), unit=BONUS, points=points, expires_at=expires_at, at=at,
        natural_key=f"test:{next(_numbers)}",
    )  # fmt: skip


def a_cart(member_id: int | None = None, *, price: int = 45_000, pieces: int = 2, burn: int | str = 0) -> Cart:
    """One line, two coffees of 450 roubles unless told; `burn` is points or "max"."""
    wish = Burn(mode="max") if burn == "max" else Burn(mode="amount", points=int(burn)) if burn else Burn()
    line = CartLine(line_id="1", sku="COFFEE", quantity_milli=pieces * 1000, price_kopecks=price, category="coffee")
    return Cart(member_id=member_id, channel="pos", burn=wish, lines=(line,))


def an_order(
    shop: Shop, cart: Cart, *, number: str = "", state: str = "completed", at: datetime = NOON, **how: Any
) -> OrderView:
    """A committed order; `how` goes to commit."""
    number = number or f"R-{next(_numbers)}"
    return commit(shop_id=shop.pk, integration_id=None, external_id=number, state=state, cart=cart, at=at, **how)


def a_return(
    order: OrderView, milli: int, *, number: str = "", shop: Shop | None = None, at: datetime = NOON, **how: Any
) -> ReturnView:
    """So many thousandths of the order's only line, taken back."""
    return refund(
        shop_id=shop.pk if shop else order.shop_id, sold_by_id=order.shop_id, integration_id=None,
        order_external_id=order.external_id, external_id=number or f"RET-{next(_numbers)}",
        returning=Returning(lines=(ReturnLine(line_id="1", quantity_milli=milli),)), at=at, **how,
    )  # fmt: skip


def bonus(member_id: int, *, at: datetime = NOON) -> Balance:
    """The member's balance of BONUS."""
    return balances(owner=Owner.member(member_id), at=at)[0]


def with_settings(**changes: Any) -> int:
    """Put other settings in force; the version's number."""
    changed = msgspec.structs.replace(program().settings, **changes)
    return change_settings(settings=changed, author=None, note="test")
