"""What the columns of an import file are called and mean. `docs/import.md` shows these tables; others are refused."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal, Words


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
    meaning: Words


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
    Column("sku", True, _("stock-keeping unit; a known one is updated")),
    Column("name", True, _("what people call it")),
    Column("category", False, _("path in the tree from the root, parts separated by ` > `; missing parts are made")),
    Column("brand", False, _("brand")),
    Column("cost", False, _("what one unit costs the shop, roubles; empty is unknown")),
    Column("min_price", False, _("roubles; discounts and points never take one unit below it")),
    Column("is_weighed", False, _("1 when sold by weight or volume, 0 when by the piece")),
    Column("attributes", False, _("further properties, such as `size: L; colour: red`")),
)
MEMBERS = (
    Column("external", False, _("the person's id in your own system")),
    Column("phone", False, _("phone number")),
    Column("email", False, _("e-mail address")),
    Column("card", False, _("card number")),
    Column("first_name", False, _("first name")),
    Column("last_name", False, _("last name")),
    Column("birthday", False, _("ISO 8601 date")),
    Column("gender", False, _("f or m; empty when it is not known")),
    Column("city", False, _("as people write it")),
    Column("attributes", False, _("what else segments may ask about, such as `size: L; child: yes`")),
    Column("language", False, _("ru (when empty) or en")),
    Column("source", False, _("where the person came from; `import` when empty")),
    Column("joined_at", False, _("when they joined: ISO 8601; the time of the import when empty")),
    Column("consent_rules", False, _("version of the programme rules they agreed to")),
    Column("consent_personal_data", False, _("version of the consent to personal data they gave")),
    Column("consent_marketing", False, _("version of the consent to marketing messages they gave")),
)
OPENINGS = (
    Column("member", True, _("who owns the points")),
    Column("member_kind", False, _("what `member` is: external (when empty), card, phone or email")),
    Column("unit", True, _("unit of the points, such as BONUS")),
    Column("points", True, _("points, with at most as many digits after the point as the unit has; above zero")),
    Column("available_from", False, _("when they can be spent: ISO 8601; at once when empty")),
    Column("expires_at", False, _("when they expire: ISO 8601; empty for never")),
    Column("comment", False, _("why the member has them, in words the member will read")),
    Column("reference", True, _("id of this balance in the old system; each is taken in once for a member and unit")),
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
