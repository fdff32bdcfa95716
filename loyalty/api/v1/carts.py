"""What a till sends as a cart, and the cart the programme prices."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from loyalty.api.kit import scalars
from loyalty.api.kit.body import Body, InvalidValue, MissingField
from loyalty.api.v1.certificate_codes import Codes, PayingCertificate, without_code
from loyalty.members.find import number_of
from loyalty.purchase.cart import Burn, Cart, CartLine, Delivery
from loyalty.refusals import Refusal, Words

MOST_LINES = 2_000
_LARGEST_LINE_KOPECKS = 10**12  # 2 000 lines of it, and any rate of that, stay far inside the columns
_MILLI = 1_000


class MemberNotFound(Refusal):
    code: ClassVar[str] = "member_not_found"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("Nobody in the programme has this contact or card")
    hint: ClassVar[Words] = _("Enrol the person first, or send the cart without a member.")


class CertificatesUnavailable(Refusal):
    code: ClassVar[str] = "certificates_unavailable"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("A receipt that was sold offline cannot be paid with certificates afterwards")
    hint: ClassVar[Words] = _("Send it without certificates, or take the money by POST /certificates/{code}/hold.")


class IdentityBody(Body, frozen=True, kw_only=True):
    """How a person is recognised: a contact, a card, an id of yours, or the QR code of the cabinet (for a minute)."""

    kind: Literal["phone", "email", "card", "external", "qr"]
    value: Annotated[scalars.Text, Meta(min_length=1, max_length=256)]


class LineBody(Body, frozen=True, kw_only=True):
    """One line. `amount` is the till's own rounding of price × quantity where it has one. A card that is sold goes with
    its code in the attribute `certificate`; without it a code is made, and the completed order's answer has it."""

    line_id: scalars.LineId
    sku: scalars.Sku
    quantity: scalars.Quantity
    price: scalars.Money
    amount: scalars.Money | None = None
    name: scalars.Name = ""
    category: scalars.Word = ""
    brand: scalars.Label = ""
    attributes: scalars.Attributes = {}


class DeliveryBody(Body, frozen=True, kw_only=True):
    price: scalars.Money
    kind: scalars.ShortWord = ""


class BurnBody(Body, frozen=True, kw_only=True):
    """How many points the customer pays with; `points` only with mode amount. `code` is the one-time code they got."""

    mode: Literal["none", "amount", "max"] = "none"
    points: scalars.Points | None = None
    code: Annotated[str, Meta(pattern=r"^[0-9]{4,8}$(?!\n)")] | None = None


_Code = Annotated[scalars.Text, Meta(min_length=1, max_length=64)]
_POINTS_WITH_AMOUNT = {
    "anyOf": [
        {
            "properties": {"mode": {"const": "amount"}, "points": {"type": "string"}},
            "required": ["mode", "points"],
        },
        {"properties": {"mode": {"enum": ["none", "max"]}, "points": {"type": "null"}}},
    ]
}


class CartBody(Body, frozen=True, kw_only=True):
    """A cart of the calling shop. `cart_id` is for your own log."""

    cart_id: Annotated[scalars.Text, Meta(max_length=128)] = ""
    member: IdentityBody | None = None
    channel: scalars.ShortWord = ""
    coupons: Annotated[tuple[_Code, ...], Meta(max_length=20)] = ()
    certificates: Annotated[tuple[PayingCertificate, ...], Meta(max_length=10)] = ()
    burn: Annotated[BurnBody, Meta(extra_json_schema=_POINTS_WITH_AMOUNT)] = BurnBody()
    lines: Annotated[tuple[LineBody, ...], Meta(min_length=1, max_length=MOST_LINES)]
    delivery: DeliveryBody | None = None
    payment: scalars.ShortWord = ""
    attributes: scalars.Attributes = {}
    fiscal: bool = False


def cart_of(body: CartBody, *, scale: int, at: datetime, codes: Codes, path: str = "") -> Cart:
    """The cart in our units; `scale` is that of BONUS. Finding the member costs a query.

    Raises InvalidValue, MissingField, MemberNotFound, InvalidIdentity and what `codes` found wrong, naming the field
    under `path` (such as `orders[3].`).
    """
    codes.check()
    return Cart(
        member_id=member_id_of(body.member, at, f"{path}member"),
        channel=body.channel,
        lines=tuple(_line(line, codes, f"{path}lines[{index}]") for index, line in enumerate(body.lines)),
        delivery=_delivery(body.delivery),
        burn=_burn(body.burn, scale, f"{path}burn"),
        coupons=body.coupons,
        certificates=codes.paying,
        payment=body.payment,
        attributes=body.attributes,
        fiscal=body.fiscal,
    )


def member_id_of(identity: IdentityBody | None, at: datetime, path: str) -> int | None:
    """Our own id of whom a body names. Raises MemberNotFound."""
    if identity is None:
        return None
    member_id = number_of(kind=identity.kind, value=identity.value, at=at, path=path)
    if member_id is None:
        raise MemberNotFound(field=path)
    return member_id


def _line(line: LineBody, codes: Codes, path: str) -> CartLine:
    quantity_milli = scalars.to_minor(line.quantity, scale=scalars.QUANTITY_SCALE) or 0
    if quantity_milli == 0:
        raise InvalidValue(field=f"{path}.quantity", detail=_("The quantity must be above zero."))
    price_kopecks = _kopecks(line.price)
    if price_kopecks * quantity_milli > _LARGEST_LINE_KOPECKS * _MILLI:
        raise InvalidValue(field=f"{path}.price", detail=_("A line cannot cost this much."))
    return CartLine(
        line_id=line.line_id,
        sku=line.sku,
        quantity_milli=quantity_milli,
        price_kopecks=price_kopecks,
        amount_kopecks=None if line.amount is None else _kopecks(line.amount),
        name=line.name,
        category=line.category,
        brand=line.brand,
        attributes=without_code(line),
        card_id=codes.cards.get(line.line_id),
    )


def _delivery(delivery: DeliveryBody | None) -> Delivery | None:
    return None if delivery is None else Delivery(price_kopecks=_kopecks(delivery.price), kind=delivery.kind)


def _burn(burn: BurnBody, scale: int, path: str) -> Burn:
    if burn.mode != "amount":
        if burn.points is not None:
            raise InvalidValue(field=f"{path}.points", detail=_("Points go only with mode “amount”."))
        return Burn(mode=burn.mode)
    if burn.points is None:
        raise MissingField(field=f"{path}.points")
    return Burn(mode="amount", points=points_of(burn.points, scale=scale, field=f"{path}.points"))


def points_of(text: str, *, scale: int, field: str) -> int:
    """Points in minor steps of a unit with `scale` digits; InvalidValue when there are more digits than that."""
    points = scalars.to_minor(text, scale=scale)
    if points is None:
        raise InvalidValue(field=field, detail=_("The unit has fewer digits after the point."))
    return points


def _kopecks(text: str) -> int:
    kopecks = scalars.to_minor(text, scale=scalars.MONEY_SCALE)
    assert kopecks is not None  # the pattern of Money allows two digits
    return kopecks
