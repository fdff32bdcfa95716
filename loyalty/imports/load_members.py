"""Enrols the people of a file."""

from collections.abc import Iterable
from datetime import datetime

from loyalty.imports.receipt import Rejected
from loyalty.imports.report import Counts
from loyalty.imports.side_files import NewMember, Read
from loyalty.members.enrol import Enrolled, enrol
from loyalty.refusals import Refusal


def load_members(*, rows: Iterable[Read], counts: Counts, at: datetime) -> list[Rejected]:
    """Enrol each NewMember once, however often the file is loaded; returns the rows refused.

    Contacts come unproven: an owner proves theirs by signing in.
    """
    rejected: list[Rejected] = []
    for read in rows:
        if not isinstance(read.value, NewMember):
            rejected.append(read.rejected(read.reason))
            continue
        try:
            enrolled = enrol_member(member=read.value, row=read.number, at=at)
        except Refusal as refusal:
            rejected.append(read.rejected(f"{refusal.code}: {refusal.field}"))
            continue
        counts.totals["members_enrolled" if enrolled.created else "members_known"] += 1
    return rejected


def enrol_member(*, member: NewMember, row: int, at: datetime) -> Enrolled:
    """The person of one row, enrolled; raises as `enrol` does."""
    return enrol(
        identities=member.identities,
        first_name=member.first_name,
        last_name=member.last_name,
        birthday=member.birthday,
        gender=member.gender,
        city=member.city,
        attributes=member.attributes,
        language=member.language,
        source=member.source,
        consents=member.consents,
        channel="import",
        proof={"row": row},
        at=member.joined_at or at,
    )
