"""What the till sends, in our units: kopecks, minor steps of points, thousandths. Frozen, free of personal data."""

import hashlib
from functools import lru_cache
from typing import Literal

import msgspec


class CartLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line. `amount_kopecks` is the till's own rounding of price × quantity where it gives one."""

    line_id: str
    sku: str
    quantity_milli: int
    price_kopecks: int
    amount_kopecks: int | None = None
    name: str = ""
    category: str = ""
    brand: str = ""
    attributes: dict[str, str] = {}
    card_id: int | None = None  # the certificate that is sold, where it is a card with a code of its own


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    price_kopecks: int
    kind: str = ""


class Burn(msgspec.Struct, frozen=True, kw_only=True):
    """How many points the customer wants to pay with: none, an exact amount, or the most allowed."""

    mode: Literal["none", "amount", "max"] = "none"
    points: int = 0


class CartCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate that pays, by our own id: its code is money, and is kept nowhere. `kopecks`: exactly so much of it;
    None: as much as there is to pay."""

    id: int
    kopecks: int | None = None


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """A cart of one shop; the member is named by our own id, so that what is stored holds no contacts."""

    member_id: int | None = None
    channel: str = ""
    lines: tuple[CartLine, ...]
    delivery: Delivery | None = None
    burn: Burn = Burn()
    coupons: tuple[str, ...] = ()
    certificates: tuple[CartCertificate, ...] = ()
    payment: str = ""
    attributes: dict[str, str] = {}
    fiscal: bool = False


_PLAIN = (str, int)  # made once: a cart asks for every field of every line


def canonical(value: object) -> bytes:
    """The one JSON form of a value: sorted keys, no spaces. Equal values give equal bytes."""
    return msgspec.json.encode(value, order="deterministic")


def said(value: object) -> bytes:
    """`canonical` without the fields that stand at their defaults: what is compared with what a release before wrote.

    A field that a later release adds leaves the bytes of whoever does not send it as they were.
    """
    return canonical(_without_defaults(value))


def cart_hash(cart: Cart) -> bytes:
    """SHA-256 of what the cart says, 32 bytes. Orders keep it for ever: a release must not change it."""
    return hashlib.sha256(said(cart)).digest()


def _without_defaults(value: object) -> object:
    if isinstance(value, tuple):
        return [_without_defaults(one) for one in value]
    if not isinstance(value, msgspec.Struct):
        return value
    names, defaults = _fields(type(value))
    told = {}
    for name, default, one in zip(names, defaults, msgspec.structs.astuple(value), strict=True):
        if one != default:
            told[name] = one if isinstance(one, _PLAIN) else _without_defaults(one)
    return told


@lru_cache(maxsize=64)
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, ...], tuple[object, ...]]:
    """Names and defaults; a field without a default has one that equals nothing."""
    fields = msgspec.structs.fields(kind)
    return tuple(field.name for field in fields), tuple(
        field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory() for field in fields
    )
