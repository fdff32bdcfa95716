"""Searching for segments and RFM analyses, and what sentences call them."""

from collections.abc import Sequence

from django.db.models import Q

from loyalty.admin.pickers import PICKERS, Choice, Picker
from loyalty.admin.rule_names import NAMES, told_apart
from loyalty.staff.models import User
from loyalty.words import is_russian
from segments.admin.words import measures_of
from segments.rfm.models import RfmModel
from segments.segment.models import Segment


def _title() -> str:
    return "title_ru" if is_russian() else "title_en"


def _found(term: str, user: User, most: int) -> list[Choice]:
    rows = Segment.objects.filter(Q(title_ru__icontains=term) | Q(title_en__icontains=term) | Q(code__icontains=term))
    return [Choice(*row) for row in rows.order_by(_title()).values_list("code", _title())[:most]]


def _named(codes: Sequence[str], user: User) -> list[Choice]:
    return [Choice(*row) for row in Segment.objects.filter(code__in=codes).values_list("code", _title())]


def _analyses(term: str, user: User, most: int) -> list[Choice]:
    rows = RfmModel.objects.filter(Q(title_ru__icontains=term) | Q(title_en__icontains=term) | Q(code__icontains=term))
    return [Choice(one.code, getattr(one, _title()), measures_of(one)) for one in rows.order_by(_title())[:most]]


def _named_analyses(codes: Sequence[str], user: User) -> list[Choice]:
    return [Choice(*row) for row in RfmModel.objects.filter(code__in=codes).values_list("code", _title())]


def _measured(codes: set[str]) -> dict[str, str]:
    """What a score means is told with the name."""
    rows = RfmModel.objects.filter(code__in=codes)
    return told_apart({one.code: f"{getattr(one, _title())}: {measures_of(one)}" for one in rows})


PICKERS.add("segment", Picker(permission="segments.view_segment", search=_found, named=_named))
NAMES.add(
    "segment",
    lambda codes: told_apart(dict(Segment.objects.filter(code__in=codes).values_list("code", _title()))),
)
PICKERS.add("rfm", Picker(permission="segments.view_rfmmodel", search=_analyses, named=_named_analyses))
NAMES.add("rfm", _measured)
