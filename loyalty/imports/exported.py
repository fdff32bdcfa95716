"""What can be taken away as a file, in the columns in which it could be brought back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from loyalty.catalogue.models import Category, Product
from loyalty.imports.models import Upload
from loyalty.ledger.open_lots import count_open_lots, open_lots
from loyalty.members.identities import revealed
from loyalty.members.masks import mask_name
from loyalty.members.models import Consent, Identity, Member

PAGE = 1_000
Rows = list[dict[str, Any]]
_FOR_POINTS = (Identity.Kind.EXTERNAL, Identity.Kind.CARD, Identity.Kind.PHONE, Identity.Kind.EMAIL)


@dataclass(frozen=True, kw_only=True)
class Exported:
    """`count` is asked at once, `pages` are read as they are taken: a few queries for each thousand rows."""

    count: int
    pages: Iterable[Rows]


def exported(*, kind: str, full: bool, at: datetime) -> Exported:
    """All rows of `kind`. Unless `full`, people are masked: contacts, the last name, the birthday."""
    return _KINDS[Upload.Kind(kind)](full, at)


def _products(_full: bool, _at: datetime) -> Exported:
    return Exported(count=Product.objects.count(), pages=_product_pages())


def _product_pages() -> Iterator[Rows]:
    paths = _paths()
    last = 0
    while page := list(Product.objects.filter(pk__gt=last).order_by("pk")[:PAGE]):
        last = page[-1].pk
        yield [
            {
                "sku": product.sku,
                "name": product.name,
                "category": paths.get(product.category_id or 0, ""),
                "brand": product.brand,
                "cost": _roubles(product.cost_kopecks),
                "min_price": _roubles(product.min_price_kopecks),
                "is_weighed": int(product.is_weighed),
                "attributes": _pairs(product.attributes),
            }
            for product in page
        ]


def _paths() -> Mapping[int, str]:
    known = {pk: (name, parent) for pk, name, parent in Category.objects.values_list("pk", "name", "parent_id")}

    def path(pk: int) -> str:
        name, parent = known[pk]
        return f"{path(parent)} > {name}" if parent in known else name

    return {pk: path(pk) for pk in known}


def _roubles(kopecks: int | None) -> Decimal | None:
    return None if kopecks is None else Decimal(kopecks).scaleb(-2)


def _members(full: bool, _at: datetime) -> Exported:
    return Exported(count=Member.objects.count(), pages=_member_pages(full))


def _member_pages(full: bool) -> Iterator[Rows]:
    last = 0
    while page := list(Member.objects.filter(pk__gt=last).order_by("pk")[:PAGE]):
        last = page[-1].pk
        contacts, consents = _contacts([member.pk for member in page], full), _consents([member.pk for member in page])
        yield [
            {
                **contacts.get(member.pk, {}),
                **_names(member, full),
                "language": member.language,
                "source": member.source,
                "joined_at": member.joined_at.isoformat(timespec="seconds"),
                **consents.get(member.pk, {}),
            }
            for member in page
        ]


def _pairs(attributes: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {text}" for name, text in attributes.items())


def _names(member: Member, full: bool) -> dict[str, Any]:
    if full:
        return {
            "first_name": member.first_name, "last_name": member.last_name, "birthday": member.birthday,
            "gender": member.gender, "city": member.city, "attributes": _pairs(member.attributes),
        }  # fmt: skip
    return {"first_name": mask_name(first_name=member.first_name, last_name=member.last_name)}


def people_of(*, members: Sequence[int], full: bool) -> Rows:
    """These members, in this order: number, contacts and names, masked unless `full`. Two queries."""
    found, contacts = Member.objects.in_bulk(members), _contacts(members, full)
    return [
        {"number": one, **contacts.get(one, {}), **_names(found[one], full)} for one in members if one in found
    ]  # fmt: skip


def _contacts(members: Sequence[int], full: bool) -> dict[int, dict[str, str]]:
    """The first of each kind."""
    found: dict[int, dict[str, str]] = {}
    for row in Identity.objects.filter(member_id__in=members).order_by("pk"):
        found.setdefault(row.member_id, {}).setdefault(row.kind, revealed(row) if full else row.masked)
    return found


def _consents(members: Sequence[int]) -> dict[int, dict[str, str]]:
    """The versions in force: the last act of a kind holds, and says nothing when it was a refusal."""
    found: dict[int, dict[str, str]] = {}
    acts = Consent.objects.filter(member_id__in=members).order_by("at", "pk")
    for member, kind, version, granted in acts.values_list("member_id", "text__kind", "text__version", "granted"):
        found.setdefault(member, {})[f"consent_{kind}"] = version if granted else ""
    return found


def _balances(full: bool, at: datetime) -> Exported:
    return Exported(count=count_open_lots(at=at), pages=_balance_pages(full, at))


def _balance_pages(full: bool, at: datetime) -> Iterator[Rows]:
    for page in open_lots(at=at):
        contacts = _contacts([lot.member_id for lot in page], full)
        rows = []
        for lot in page:
            known = contacts.get(lot.member_id, {})
            kind = next((kind for kind in _FOR_POINTS if kind in known), "")
            rows.append(
                {
                    "member": known.get(kind, ""),
                    "member_kind": str(kind),
                    "unit": lot.unit,
                    "points": Decimal(lot.remaining).scaleb(-lot.scale) if lot.scale else lot.remaining,
                    "available_from": lot.available_from.isoformat(timespec="seconds"),
                    "expires_at": lot.expires_at.isoformat(timespec="seconds") if lot.expires_at else None,
                    "reference": f"lot-{lot.id}",
                }
            )
        yield rows


_KINDS: Mapping[Upload.Kind, Callable[[bool, datetime], Exported]] = {
    Upload.Kind.PRODUCTS: _products,
    Upload.Kind.MEMBERS: _members,
    Upload.Kind.OPENINGS: _balances,
}
