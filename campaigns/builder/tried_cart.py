"""A cart as people describe it to try a campaign on, and as named examples keep it."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from loyalty.purchase.cart import Burn, Cart, CartLine, Delivery
from loyalty.refusals import Refusal, Words
from loyalty.rules.fact import Value
from loyalty.shops.models import Shop

MOST_LINES = 50
SOMEBODY = 0  # the number of a member who is described and not there
_Text = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")]
_Kopecks = Annotated[int, Meta(ge=0, le=10**11)]


class InvalidCart(Refusal):
    """`field` is the part of the cart, `detail` what is the matter with it."""

    code: ClassVar[str] = "invalid_cart"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("This cart cannot be tried")


class TriedLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sku: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]
    price: _Kopecks
    quantity: Annotated[int, Meta(ge=1, le=10**7)] = 1_000


class TriedCart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """`member` is a number; `facts`, by key, describe somebody who is not there; a guest has neither. `at` is a local
    time of the programme's zone; without it the instant of the trial. Money in kopecks, quantities in thousandths."""

    shop: _Text
    lines: Annotated[tuple[TriedLine, ...], Meta(min_length=1, max_length=MOST_LINES)]
    member: Annotated[int, Meta(ge=1, le=2**62)] | None = None
    facts: dict[_Text, int | bool | _Text | tuple[_Text, ...]] | None = None
    at: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")] | None = None
    channel: _Text = "pos"
    coupons: Annotated[tuple[_Text, ...], Meta(max_length=20)] = ()
    payment: _Text = ""
    delivery: _Kopecks | None = None
    burn: bool = False


def parse_tried(raw: Any) -> TriedCart:
    """From what a page sent or an example keeps. Raises InvalidCart."""
    if isinstance(raw, dict) and not raw.get("lines"):
        raise InvalidCart(field="lines", detail=_("Put goods into the cart to see what they will cost."))
    try:
        return msgspec.convert(raw, TriedCart)
    except msgspec.ValidationError as wrong:
        raise InvalidCart(field="cart", detail=_field_of(str(wrong))) from None


def _field_of(message: str) -> Words:
    _said, _at, path = message.partition(" - at `$")
    where = path.strip("`.")
    parts: dict[str, Words] = {
        "shop": _("Choose a shop."), "at": _("Choose a date and a time."),
        "price": _("Enter what each of the goods costs."), "quantity": _("A quantity is above zero."),
        "sku": _("Choose the goods."),
    }  # fmt: skip
    said = next((words for name, words in parts.items() if where.endswith(name)), None)
    return said or format_lazy(_("Something is not right here: {place}"), place=where)


def shop_of_cart(tried: TriedCart) -> int:
    """The number of its shop. Raises InvalidCart. One query."""
    found = Shop.objects.filter(code=tried.shop).values_list("pk", flat=True).first()
    if found is None:
        raise InvalidCart(field="shop", detail=_("Choose a shop."))
    return found


def instant_of(tried: TriedCart, *, now: datetime) -> datetime:
    """The instant it is tried at; `now` is in the programme's zone. Raises InvalidCart."""
    if tried.at is None:
        return now
    try:
        return datetime.fromisoformat(tried.at).replace(tzinfo=now.tzinfo)
    except ValueError:
        raise InvalidCart(field="at", detail=_("Choose a date and a time.")) from None


def as_cart(tried: TriedCart) -> Cart:
    """The same in the purchase's words."""
    return Cart(
        member_id=SOMEBODY if tried.facts is not None else tried.member,
        channel=tried.channel,
        lines=tuple(
            CartLine(line_id=str(number), sku=line.sku, price_kopecks=line.price, quantity_milli=line.quantity)
            for number, line in enumerate(tried.lines, start=1)
        ),
        delivery=None if tried.delivery is None else Delivery(price_kopecks=tried.delivery, kind="courier"),
        coupons=tried.coupons,
        payment=tried.payment,
        burn=Burn(mode="max") if tried.burn else Burn(),
    )


def known_of(tried: TriedCart) -> dict[str, Value]:
    """What is said of a described member, by fact key."""
    return dict(tried.facts or {})
