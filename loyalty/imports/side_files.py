"""Reads the files that go with receipts: goods, members, opening balances, and the map of shops."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from loyalty.imports.columns import MEMBERS, OPENINGS, PRODUCTS, SHOP_MAP, Column, check_columns
from loyalty.imports.documented import read_member
from loyalty.imports.fields import BadValue, read_date, read_minor, read_stamp, read_text
from loyalty.imports.load_products import NewProduct
from loyalty.imports.receipt import MemberKey, Rejected
from loyalty.imports.tables import Table, open_table
from loyalty.members.consent import GivenConsent
from loyalty.members.enrol import NewIdentity

_CONSENTS = ("rules", "personal_data", "marketing")


@dataclass(frozen=True, slots=True)
class NewMember:
    identities: tuple[NewIdentity, ...]
    first_name: str
    last_name: str
    source: str
    birthday: date | None
    gender: str
    city: str
    attributes: Mapping[str, str]
    language: str
    consents: tuple[GivenConsent, ...]
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class Opening:
    """Points a member brings along; `points` as they stand in the file, for the unit tells their digits."""

    member: MemberKey
    unit: str
    points: Any
    available_from: datetime | None
    expires_at: datetime | None
    comment: str
    reference: str


@dataclass(frozen=True, slots=True)
class Read:
    """One row read as what it describes, or why it could not be."""

    number: int
    row: tuple[Any, ...]
    value: Any | None
    reason: str = ""

    def rejected(self, reason: str) -> Rejected:
        return Rejected(rows=(self.row,), taken=1, first_row=self.number, reasons={0: reason})


def read_products(table: Table) -> Iterator[Read]:
    """Each value is a NewProduct."""
    return _read(table, PRODUCTS, product_of)


def read_members(table: Table, *, zone: ZoneInfo | None) -> Iterator[Read]:
    """Each value is a NewMember."""
    return _read(table, MEMBERS, lambda values: member_of(values, zone))


def read_openings(table: Table, *, zone: ZoneInfo | None) -> Iterator[Read]:
    """Each value is an Opening."""
    return _read(table, OPENINGS, lambda values: opening_of(values, zone))


def read_shop_map(path: Path) -> Mapping[str, str]:
    """What a file calls a shop → the shop's code. WrongColumns, BadValue."""
    table = open_table(path)
    check_columns(table.columns, SHOP_MAP)
    named, code = table.columns.index("name"), table.columns.index("code")
    return {
        read_text(row[named], "name", limit=100, required=True): read_text(row[code], "code", limit=64, required=True)
        for row in table.rows(0)
    }


def _read(table: Table, columns: tuple[Column, ...], parse: Callable[[Mapping[str, Any]], Any]) -> Iterator[Read]:
    check_columns(table.columns, columns)
    for number, row in enumerate(table.rows(0), start=1):
        if len(row) != len(table.columns):
            yield Read(number, row, None, "wrong_number_of_fields")
            continue
        try:
            yield Read(number, row, parse(dict(zip(table.columns, row, strict=True))))
        except BadValue as error:
            yield Read(number, row, None, f"{error.reason}: {error.column}")


def product_of(values: Mapping[str, Any]) -> NewProduct:
    """The goods of a row. BadValue."""
    path = read_text(values.get("category"), "category", limit=600)
    return NewProduct(
        sku=read_text(values["sku"], "sku", limit=64, required=True),
        name=read_text(values["name"], "name", limit=200, required=True),
        category=tuple(part.strip() for part in path.split(">")) if path else (),
        brand=read_text(values.get("brand"), "brand", limit=100),
        cost_kopecks=read_minor(values.get("cost"), "cost", scale=2)[0],
        min_price_kopecks=read_minor(values.get("min_price"), "min_price", scale=2)[0],
        is_weighed=_flag(values.get("is_weighed"), "is_weighed"),
        attributes=_attributes(values.get("attributes")),
    )


def _flag(value: Any, column: str) -> bool:
    text = read_text(value, column, limit=5).lower()
    if text not in ("", "0", "1", "false", "true"):
        raise BadValue("bad_flag", column)
    return text in ("1", "true")


def _attributes(value: Any) -> Mapping[str, str]:
    pairs = [pair.partition(":") for pair in read_text(value, "attributes", limit=2_000).split(";") if pair.strip()]
    if any(not (colon and name.strip() and text.strip()) for name, colon, text in pairs):
        raise BadValue("bad_attributes", "attributes")
    return {name.strip(): text.strip() for name, _colon, text in pairs}


def member_of(values: Mapping[str, Any], zone: ZoneInfo | None) -> NewMember:
    """The person of a row. BadValue."""
    identities = tuple(
        NewIdentity(kind, text)
        for kind in ("external", "phone", "email", "card")
        if (text := read_text(values.get(kind), kind, limit=254))
    )
    if not identities:
        raise BadValue("missing_value", "external")
    consents = tuple(
        GivenConsent(kind=kind, version=version, granted=True)
        for kind in _CONSENTS
        if (version := read_text(values.get(f"consent_{kind}"), f"consent_{kind}", limit=32))
    )
    return NewMember(
        identities=identities,
        first_name=read_text(values.get("first_name"), "first_name", limit=100),
        last_name=read_text(values.get("last_name"), "last_name", limit=100),
        source=read_text(values.get("source"), "source", limit=64) or "import",
        birthday=read_date(values.get("birthday"), "birthday"),
        gender=read_text(values.get("gender"), "gender", limit=1),
        city=read_text(values.get("city"), "city", limit=100),
        attributes=_attributes(values.get("attributes")),
        language=read_text(values.get("language"), "language", limit=2) or "ru",
        consents=consents,
        joined_at=_stamp(values.get("joined_at"), "joined_at", zone),
    )


def opening_of(values: Mapping[str, Any], zone: ZoneInfo | None) -> Opening:
    """The balance of a row. BadValue."""
    member = read_member(values)
    if member is None:
        raise BadValue("missing_value", "member")
    return Opening(
        member=member,
        unit=read_text(values["unit"], "unit", limit=16, required=True),
        points=values["points"],
        available_from=_stamp(values.get("available_from"), "available_from", zone),
        expires_at=_stamp(values.get("expires_at"), "expires_at", zone),
        comment=read_text(values.get("comment"), "comment", limit=200),
        reference=read_text(values["reference"], "reference", limit=64, required=True),
    )


def _stamp(value: Any, column: str, zone: ZoneInfo | None) -> datetime | None:
    return None if value is None or value == "" else read_stamp(value, column, zone=zone)[0]
