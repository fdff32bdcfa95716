"""What the till sends, in our units: kopecks, minor steps of points, thousandths. Frozen, free of personal data."""

import hashlib
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


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    price_kopecks: int
    kind: str = ""


class Burn(msgspec.Struct, frozen=True, kw_only=True):
    """How many points the customer wants to pay with: none, an exact amount, or the most allowed."""

    mode: Literal["none", "amount", "max"] = "none"
    points: int = 0


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """A cart of one shop; the member is named by our own id, so that what is stored holds no contacts."""

    member_id: int | None = None
    channel: str = ""
    lines: tuple[CartLine, ...]
    delivery: Delivery | None = None
    burn: Burn = Burn()
    coupons: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    payment: str = ""
    attributes: dict[str, str] = {}
    fiscal: bool = False


def canonical(value: object) -> bytes:
    """The one JSON form of a value: sorted keys, no spaces. Equal values give equal bytes."""
    return msgspec.json.encode(value, order="deterministic")


def cart_hash(cart: Cart) -> bytes:
    """SHA-256 of the canonical cart, 32 bytes."""
    return hashlib.sha256(canonical(cart)).digest()
