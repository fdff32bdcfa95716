"""What a member agrees to now: of each kind the last act holds."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.members.models import Consent


@dataclass(frozen=True)
class ConsentView:
    """The act that holds for one kind; `kind` is a `ConsentText.Kind`, `granted` False is a withdrawal or a refusal."""

    kind: str
    version: str
    granted: bool
    at: datetime
    channel: str


def consents_of(*, member_id: int) -> tuple[ConsentView, ...]:
    """The acts in force, one per kind the member was ever asked about, by kind. One query."""
    acts = (
        Consent.objects.filter(member_id=member_id)
        .order_by("text__kind", "-at", "-pk")
        .distinct("text__kind")
        .values_list("text__kind", "text__version", "granted", "at", "channel")
    )
    return tuple(ConsentView(*act) for act in acts)
