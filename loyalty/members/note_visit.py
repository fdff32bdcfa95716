"""Remembers that a member was in the cabinet."""

from datetime import date

from loyalty.members.models import Visit


def note_visit(*, member_id: int, day: date) -> None:
    """Once for a member and day; again changes nothing. One query."""
    Visit.objects.bulk_create([Visit(member_id=member_id, day=day)], ignore_conflicts=True)
