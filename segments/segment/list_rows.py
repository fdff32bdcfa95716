"""Members of a list from an uploaded file: each row names one, and they are put on the list or taken off it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from import_export.results import RowResult
from tablib import Dataset

from loyalty.imports.columns import Column
from loyalty.imports.fields import BadValue, read_text
from loyalty.imports.lookups import Lookups
from loyalty.imports.models import Upload
from loyalty.imports.preview_words import contact_masked
from loyalty.imports.receipt import MemberKey
from loyalty.imports.resources import RESOURCES, RowInHand, VerbResource
from loyalty.imports.samples import SAMPLES
from loyalty.imports.tidy import tidy_text
from loyalty.members.models import Member
from loyalty.members.normal import InvalidIdentity, normal_form
from loyalty.refusals import Refusal
from loyalty.staff.models import User
from segments.segment.change_list import change_list
from segments.segment.guards import check_guards
from segments.segment.models import Membership, Segment

CONTACTS = ("phone", "email", "card", "external")
_IGNORED = ("first_name", "last_name", "since")  # so that what was exported can be brought back as it is
_MOST_DIGITS = 18
_LONGEST = 128


class ListResource(VerbResource):
    """`target` is {"segment": its id, "enter": whether members are put on the list or taken off it}."""

    columns = (
        Column("number", False, _("number of the member; when it is filled in, the contacts are not looked at")),
        Column("phone", False, _("phone number")),
        Column("email", False, _("e-mail address")),
        Column("card", False, _("card number")),
        Column("external", False, _("the person's id in your own system")),
        *(Column(name, False, _("for your eyes; not looked at")) for name in _IGNORED),
    )
    batch: ClassVar[int] = 500  # holds nobody's account

    @classmethod
    def subject(cls, upload: Upload) -> tuple[str, object, str]:
        segment = Segment.objects.get(pk=upload.target["segment"])
        return "segment", segment.pk, str(segment)

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Whom the rows name, read for all of them at once: three queries; and whether the list may change."""
        cells = (dict(zip(dataset.headers, row, strict=True)) for row in dataset)
        self._named = dict(zip(self._numbers, map(_named, cells), strict=True))
        whole = [one for one in self._named.values() if isinstance(one, _Named)]
        self._lookups = Lookups(shop_map={})
        self._lookups.learn_members({key for one in whole for key in one.keys})
        met = {member for one in whole for member in self._known(one)}
        present = Member.objects.filter(pk__in=met).exclude(state=Member.State.LEFT)
        self._present = frozenset(present.values_list("pk", flat=True))
        inside = Membership.objects.filter(segment=self.target["segment"], member__in=met)
        self._inside = set(inside.values_list("member_id", flat=True))
        self._refused = self._objection()
        self._moving: list[int] = []

    def apply(self, row: RowInHand, values: Mapping[str, Any]) -> None:
        named = self._named[row.number]
        if isinstance(named, BadValue):
            raise named
        member, row.title = self._one(named), named.title
        if (member in self._inside) == self.target["enter"]:
            return
        if self._refused is not None:
            raise self._refused
        if self.target["enter"]:
            row.outcome = RowResult.IMPORT_TYPE_NEW
            self._inside.add(member)
        else:
            row.outcome, row.changes = RowResult.IMPORT_TYPE_UPDATE, (("on_list", True, False),)
            self._inside.discard(member)
        self._moving.append(member)

    def after_import(self, dataset: Dataset, result: Any, **kwargs: Any) -> None:
        """The verb, once for all rows: members move together."""
        if self._moving and not kwargs["dry_run"]:
            change_list(
                segment_id=self.target["segment"], member_ids=self._moving, enter=self.target["enter"],
                cause=f"import:{self.upload_id}", at=self.at,
            )  # fmt: skip

    def _objection(self) -> Refusal | None:
        """Asked again when rows are loaded: what depends on the list may have started since the file was taken."""
        author = User.objects.filter(pk=self.by).first()
        try:
            if author is not None:
                check_guards(code=Segment.objects.get(pk=self.target["segment"]).code, author=author)
        except Refusal as refusal:
            return refusal
        return None

    def _known(self, named: "_Named") -> set[int]:
        if named.number is not None:
            return {named.number}
        return {member for key in named.keys if (member := self._lookups.member(key)) is not None}

    def _one(self, named: "_Named") -> int:
        found = self._known(named) & self._present
        if len(found) > 1:
            raise BadValue("identity_conflict", "")
        if not found:
            raise BadValue("unknown_member", named.column)
        return found.pop()


@dataclass(frozen=True, kw_only=True)
class _Named:
    """Whom a row names, and by which column when it is one."""

    number: int | None = None
    keys: tuple[MemberKey, ...] = ()
    column: str

    @property
    def title(self) -> str:
        if self.number is not None:
            return f"№ {self.number}"
        return ", ".join(contact_masked(kind=key.kind, value=key.normal) for key in self.keys)


def _named(row: Mapping[str, Any]) -> _Named | BadValue:
    try:
        number = read_text(tidy_text(row.get("number"), "number"), "number", limit=_MOST_DIGITS)
        if number:
            if not (number.isascii() and number.isdecimal()):
                raise BadValue("bad_number", "number")
            return _Named(number=int(number), column="number")
        keys = {name: key for name in CONTACTS if (key := _key(row.get(name), name))}
        if not keys:
            raise BadValue("nobody_named", "")
    except BadValue as bad:
        return bad
    return _Named(keys=tuple(keys.values()), column=next(iter(keys)) if len(keys) == 1 else "")


def _key(cell: Any, kind: str) -> MemberKey | None:
    value = read_text(tidy_text(cell, kind), kind, limit=_LONGEST)
    try:
        return MemberKey(kind, normal_form(kind=kind, value=value)) if value else None
    except InvalidIdentity:
        raise BadValue("invalid_identity", kind) from None


RESOURCES.add(Upload.Kind.LISTS, ListResource)
SAMPLES.add(
    Upload.Kind.LISTS,
    ({"phone": "+79000000001"}, {"card": "2200000000001"}, {"external": "C-1002", "email": "boris@example.com"}),
)
