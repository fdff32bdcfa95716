"""What django-import-export does for us: rows through a resource, tried or done, each with its outcome.

Its own way is to save model instances. Ours is to call the verb of the domain, so that an import can do nothing a till
or an employee could not, and everything is recorded as theirs is.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult
from tablib import Dataset

from loyalty.catalogue.guards import objections
from loyalty.catalogue.put_product import put_product
from loyalty.imports.cells import plain
from loyalty.imports.columns import MEMBERS, NOTES, OPENINGS, PRODUCTS, Column
from loyalty.imports.fields import BadValue
from loyalty.imports.load_members import enrol_member
from loyalty.imports.load_openings import open_one
from loyalty.imports.lookups import Lookups
from loyalty.imports.models import Upload
from loyalty.imports.preview_words import contact_masked, product_changes
from loyalty.imports.side_files import member_of, opening_of, product_of
from loyalty.imports.tidy import tidy_date, tidy_end, tidy_number, tidy_text
from loyalty.ledger.cause import Principal
from loyalty.ledger.units import units
from loyalty.program.current import program
from loyalty.refusals import Refusal
from loyalty.registries import Registry
from loyalty.staff.models import User

logger = logging.getLogger(__name__)
OUTCOMES = {
    RowResult.IMPORT_TYPE_NEW: "new",
    RowResult.IMPORT_TYPE_UPDATE: "changed",
    RowResult.IMPORT_TYPE_SKIP: "unchanged",
}


@dataclass(kw_only=True)
class RowInHand:
    """One row on its way through a resource. `title` and `changes` are for the preview: no personal data."""

    number: int
    values: Mapping[str, Any]
    outcome: str = RowResult.IMPORT_TYPE_SKIP
    title: str = ""
    changes: Sequence[Sequence[Any]] = ()


class VerbResource(Resource):  # type: ignore[misc]
    """A resource whose rows end in `apply`, a call of the domain's verb, and whose exports are safe to open."""

    columns: ClassVar[tuple[Column, ...]]
    batch: ClassVar[int] = 50  # rows in a transaction: a till waits this long at most for an account that it holds
    numbers: ClassVar[frozenset[str]] = frozenset()
    dates: ClassVar[frozenset[str]] = frozenset()
    ends: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        import_id_fields = ()
        instance_loader_class = BaseInstanceLoader
        skip_diff = True
        report_skipped = True
        store_instance = True

    def __init__(
        self, *, by: int, at: datetime, numbers_of_rows: Sequence[int] = (), upload_id: int = 0,
        target: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.by, self.at, self._numbers = by, at, numbers_of_rows
        self.upload_id, self.target = upload_id, target or {}
        self.zone = program().zone

    def get_or_init_instance(self, instance_loader: Any, row: Mapping[str, Any]) -> tuple[RowInHand, bool]:
        return RowInHand(number=0, values=row), True

    def after_init_instance(self, instance: RowInHand, new: bool, row: Any, **kwargs: Any) -> None:
        instance.number = self._numbers[kwargs["row_number"] - 1]

    def import_instance(self, instance: RowInHand, row: Any, **kwargs: Any) -> None:
        """Nothing is copied onto anything: `apply` reads the row."""

    def do_instance_save(self, instance: RowInHand, is_create: bool) -> None:
        """The verb, in a savepoint of its own, so that a row that fails leaves nothing behind."""
        try:
            with transaction.atomic():
                self.apply(instance, {name: self._tidied(name, value) for name, value in instance.values.items()})
        except BadValue as error:
            raise ValidationError("", code=error.reason, params={"column": error.column}) from error
        except Refusal as refusal:
            column = self.column_of(refusal.field or "")
            raise ValidationError("", code=refusal.code, params={"column": column}) from refusal

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        row_result.import_type = row_result.instance.outcome

    def apply(self, row: RowInHand, values: Mapping[str, Any]) -> None:
        """Call the verb and say in `row` what became of it. BadValue, Refusal."""
        raise NotImplementedError

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        return [column.name for column in self.columns]

    def export_resource(self, instance: Mapping[str, Any], selected_fields: Any = None, **kwargs: Any) -> list[Any]:
        """The cells of one row, none of which a spreadsheet would run."""
        return [plain(instance.get(column.name)) for column in self.columns]

    @classmethod
    def subject(cls, upload: Upload) -> tuple[str, object, str]:
        """The object that the journal names: its kind, its id and its name."""
        return "list", upload.kind, upload.name

    @classmethod
    def get_display_name(cls) -> str:
        """Asked by the library's forms; there is one resource to choose from, so nobody sees it."""
        return cls.__name__

    def column_of(self, field: str) -> str:
        """The column that a verb's refusal means by its `field`."""
        return field if field in {column.name for column in self.columns} else ""

    def _tidied(self, name: str, value: Any) -> Any:
        if name in self.ends:
            return tidy_end(value)
        if name in self.dates:
            return tidy_date(value)
        return tidy_number(value) if name in self.numbers else tidy_text(value, name)


class ProductResource(VerbResource):
    """Goods, by SKU; a column that the file does not have changes nothing."""

    columns = PRODUCTS
    numbers = frozenset({"cost", "min_price"})
    _of_columns: ClassVar[Mapping[str, str]] = {"cost": "cost_kopecks", "min_price": "min_price_kopecks"}

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Who brings them may not be the one who may start what depends on them."""
        self._objections = objections(User.objects.filter(pk=self.by).first())

    def apply(self, row: RowInHand, values: Mapping[str, Any]) -> None:
        product = product_of(values)
        named = [name for name in values if name not in (*NOTES, "sku")]
        fields = {self._of_columns.get(name, name): None for name in named}
        goods = {name: getattr(product, name) for name in fields}
        put = put_product(sku=product.sku, goods=goods, objections=self._objections)
        if put.created:
            row.outcome = RowResult.IMPORT_TYPE_NEW
        elif put.changed:
            row.outcome = RowResult.IMPORT_TYPE_UPDATE
        row.title, row.changes = f"{product.sku} · {product.name}", product_changes(put.changed)


class MemberResource(VerbResource):
    """People. Somebody known keeps their details and contacts; a card, an id or a consent new to them is added."""

    columns = MEMBERS
    dates = frozenset({"birthday", "joined_at"})
    _consents = ("consent_rules", "consent_personal_data", "consent_marketing")

    def apply(self, row: RowInHand, values: Mapping[str, Any]) -> None:
        member = member_of(values, self.zone)
        self._named = [name for name in ("external", "phone", "email", "card") if values.get(name)]
        self._agreed = [name for name in self._consents if values.get(name)]
        if member.joined_at is not None and member.joined_at > self.at:
            raise BadValue("in_future", "joined_at")
        enrolled = enrol_member(member=member, row=row.number, at=self.at)
        if enrolled.created:
            row.outcome = RowResult.IMPORT_TYPE_NEW
        elif enrolled.changed:
            row.outcome = RowResult.IMPORT_TYPE_UPDATE
        row.title = ", ".join(contact_masked(kind=one.kind, value=one.value) for one in member.identities)

    def column_of(self, field: str) -> str:
        """Verbs name identities and consents by their place."""
        head, _bracket, rest = field.partition("[")
        place = int(rest.partition("]")[0]) if rest else 0
        if head.startswith("identit") and (rest or "." in field or len(self._named) == 1):
            return self._named[place] if place < len(self._named) else ""
        if head.startswith("consent"):
            return self._agreed[place] if place < len(self._agreed) else ""
        return super().column_of(field)


class OpeningResource(VerbResource):
    """Points brought from another system, each balance once by member, unit and reference."""

    columns = OPENINGS
    numbers = frozenset({"points"})
    dates = frozenset({"available_from"})
    ends = frozenset({"expires_at"})

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self._lookups, self._units = Lookups(shop_map={}), dict(units())

    def apply(self, row: RowInHand, values: Mapping[str, Any]) -> None:
        opening = opening_of(values, self.zone)
        moved = open_one(
            opening=opening, lookups=self._lookups, known=self._units, principal=Principal("staff", self.by), at=self.at
        )
        if not moved.already:
            row.outcome = RowResult.IMPORT_TYPE_NEW
        masked = contact_masked(kind=opening.member.kind, value=opening.member.normal)
        row.title = f"{masked} · {opening.points} {opening.unit}"


RESOURCES: Registry[type[VerbResource]] = Registry("resources of uploads")
RESOURCES.add(Upload.Kind.PRODUCTS, ProductResource)
RESOURCES.add(Upload.Kind.MEMBERS, MemberResource)
RESOURCES.add(Upload.Kind.OPENINGS, OpeningResource)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a row: new, changed, unchanged, or refused with a code and, where it is known, the column."""

    row: int
    outcome: str
    title: str = ""
    changes: Sequence[Sequence[Any]] = ()
    code: str = ""
    column: str = ""


def run_rows(
    *, upload: Upload, rows: Mapping[int, Mapping[str, Any]], columns: Sequence[str], at: datetime, dry_run: bool
) -> list[Outcome]:
    """Send `rows` (by their number in the file) through the upload's resource; with `dry_run` nothing stays.

    A row that fails is refused and stops no other. What any later attempt may not meet (a deadlock, a lost
    connection) is raised.
    """
    resource = RESOURCES[upload.kind](
        by=upload.by_id, at=at, numbers_of_rows=list(rows), upload_id=upload.pk, target=upload.target
    )
    dataset = Dataset(*(tuple(row[name] for name in columns) for row in rows.values()), headers=list(columns))
    result = resource.import_data(dataset, dry_run=dry_run, use_transactions=dry_run)
    for error in result.base_errors:
        raise error.error
    return [_outcome(number, found) for number, found in zip(rows, result.rows, strict=True)]


def _outcome(number: int, found: RowResult) -> Outcome:
    if found.validation_error is not None:
        error = found.validation_error
        return Outcome(row=number, outcome="refused", code=error.code, column=error.params["column"])
    if found.errors:
        error = found.errors[0].error
        if isinstance(error, OperationalError | InterfaceError):
            raise error
        logger.error("a row of an import failed", exc_info=error, extra={"row": number})
        return Outcome(row=number, outcome="refused", code="unexpected")
    row: RowInHand = found.instance
    return Outcome(row=number, outcome=OUTCOMES[found.import_type], title=row.title, changes=row.changes)
