"""What the columns of an import file are called and mean. `docs/import.md` shows these tables; others are refused."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal


class WrongColumns(Refusal):
    """The header of a file lacks a required column or has one that we do not know."""

    code = "wrong_columns"
    status = 422
    title = _("The columns of the file are not the documented ones")
    hint = _("See docs/import.md for the names of the columns")


@dataclass(frozen=True)
class Column:
    """One column: its name in the header, whether every row needs a value, and what the value means."""

    name: str
    required: bool
    meaning: str


RECEIPTS = (
    Column(
        "order_id", True, "number of the receipt, unique for ever within its shop; rows of one receipt stand together"
    ),
    Column("shop", True, "code of the shop, or a name that the shop map translates into one"),
    Column("occurred_at", True, "when it was sold: ISO 8601, with an offset or in the zone that --zone states"),
    Column("member", False, "who bought; empty for a guest"),
    Column("member_kind", False, "what `member` is: external (when empty), card, phone or email"),
    Column("line_id", False, "id of the line within the receipt; its place, from 1, when empty"),
    Column("sku", True, "what was sold"),
    Column(
        "quantity", True, "pieces, or kilograms and the like, with at most three digits after the point; above zero"
    ),
    Column("price", False, "shelf price of one unit in roubles; computed from `amount` when empty"),
    Column("amount", False, "shelf value of the line in roubles, before discounts; price × quantity when empty"),
    Column("discount", False, "what the shop took off the line, roubles"),
    Column("coupon_discount", False, "what a maker's coupon paid for the line, roubles"),
    Column("name", False, "name of the goods as on the receipt"),
    Column("category", False, "category code, for goods that the catalogue does not know"),
    Column("brand", False, "brand, for goods that the catalogue does not know"),
    Column("channel", False, "where it was sold: pos, web, app …"),
    Column("payment", False, "how it was paid: cash, card …"),
)
PRODUCTS = (
    Column("sku", True, "stock-keeping unit; a known one is updated"),
    Column("name", True, "what people call it"),
    Column("category", False, "path in the tree from the root, parts separated by ` > `; missing parts are made"),
    Column("brand", False, "brand"),
    Column("cost", False, "what one unit costs the shop, roubles; empty is unknown"),
    Column("min_price", False, "roubles; discounts and points never take one unit below it"),
    Column("is_weighed", False, "1 when sold by weight or volume, 0 when by the piece"),
)
MEMBERS = (
    Column("external", False, "the person's id in your own system"),
    Column("phone", False, "phone number"),
    Column("email", False, "e-mail address"),
    Column("card", False, "card number"),
    Column("first_name", False, "first name"),
    Column("birthday", False, "ISO 8601 date"),
    Column("language", False, "ru (when empty) or en"),
    Column("joined_at", False, "when they joined: ISO 8601; the time of the import when empty"),
    Column("consent_rules", False, "version of the programme rules they agreed to"),
    Column("consent_personal_data", False, "version of the consent to personal data they gave"),
    Column("consent_marketing", False, "version of the consent to marketing messages they gave"),
)
OPENINGS = (
    Column("member", True, "who owns the points"),
    Column("member_kind", False, "what `member` is: external (when empty), card, phone or email"),
    Column("unit", True, "unit of the points, such as BONUS"),
    Column("points", True, "points, with at most as many digits after the point as the unit has; above zero"),
    Column("expires_at", False, "when they expire: ISO 8601; empty for never"),
    Column("reference", True, "id of this balance in the old system; each is taken in once for a member and unit"),
)
SHOP_MAP = (
    Column("name", True, "what the receipts call the shop"),
    Column("code", True, "code of the shop in the programme"),
)
NOTES = ("row", "reason")  # what a reject file adds; ignored when it is fed back


def check_columns(found: tuple[str, ...], documented: tuple[Column, ...]) -> None:
    """WrongColumns names the first column that is missing, unknown or repeated."""
    known = {column.name for column in documented} | set(NOTES)
    for name in found:
        if name not in known:
            raise WrongColumns(field=name, detail=_("Unknown column."))
        if found.count(name) > 1:
            raise WrongColumns(field=name, detail=_("The column is given twice."))
    for column in documented:
        if column.required and column.name not in found:
            raise WrongColumns(field=column.name, detail=_("The column is missing."))
