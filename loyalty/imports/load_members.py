"""Enrols the people of a file."""

from collections.abc import Iterable
from datetime import datetime

from loyalty.imports.receipt import Rejected
from loyalty.imports.report import Counts
from loyalty.imports.side_files import NewMember, Read
from loyalty.members.enrol import enrol
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
        member = read.value
        try:
            enrolled = enrol(
                identities=member.identities,
                first_name=member.first_name,
                birthday=member.birthday,
                language=member.language,
                source="import",
                consents=member.consents,
                channel="import",
                proof={"row": read.number},
                at=member.joined_at or at,
            )
        except Refusal as refusal:
            rejected.append(read.rejected(f"{refusal.code}: {refusal.field}"))
            continue
        counts.totals["members_enrolled" if enrolled.created else "members_known"] += 1
    return rejected
