"""Members of a segment as an employee may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from loyalty.admin.kit import staff
from loyalty.admin.member_words import member_name
from loyalty.members.models import Member


@dataclass(frozen=True, kw_only=True)
class Person:
    id: int
    name: str


def people(request: HttpRequest, ids: Sequence[int]) -> list[Person]:
    """In the order of the ids; names as full as this employee may see them. One query."""
    asked_by = staff(request)
    found = Member.objects.in_bulk(ids)
    return [Person(id=one, name=member_name(asked_by, found[one])) for one in ids if one in found]
