"""Everything read from the database to decide a cart. Stored with the order: returns are evaluated from it alone."""

import msgspec


class LineGoods(msgspec.Struct, frozen=True, kw_only=True):
    """What the catalogue says of one line; prices in kopecks for one piece or kilogram. Empty for an unknown SKU.

    `category_path` is the category's code and those of all above it.
    """

    category: str = ""
    category_path: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    attributes: dict[str, str] = {}
    brand: str = ""
    cost_kopecks: int | None = None
    min_price_kopecks: int | None = None
    is_weighed: bool = False
    is_certificate: bool = False


class ShopFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Where the cart is: hours and dates of its conditions are local to `timezone`."""

    code: str = ""
    group: str = ""
    timezone: str = "Europe/Moscow"


class CertificateFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate the cart names: whether it can pay, and the kopecks free on it. `tail` is the end of its code."""

    id: int
    tail: str
    usable: bool
    available_kopecks: int


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """`goods` is aligned with the cart's lines, `certificates` with the cart's. `available` is the member's BONUS in
    minor steps; a guest has none.

    `can_burn` and `can_earn` are false for guests and for members who are blocked or have left. While `frozen`, the
    member's points cannot be spent, and are earned. `tier` is the code of the member's tier. `known` is what campaigns
    asked to be read, by fact key.
    """

    goods: tuple[LineGoods, ...]
    can_burn: bool = False
    can_earn: bool = False
    frozen: bool = False
    available: int = 0
    tier: str = ""
    step_kopecks: int = 100
    scale: int = 0
    shop: ShopFacts = ShopFacts()
    certificates: tuple[CertificateFacts, ...] = ()
    known: dict[str, int | str | bool | tuple[str, ...]] = {}
