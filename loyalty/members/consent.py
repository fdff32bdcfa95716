"""Records an act of consent, or of its withdrawal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.members.models import Consent, ConsentText
from loyalty.refusals import Refusal


class UnknownConsent(Refusal):
    """There is no such kind of consent, or no such version of its text."""

    code = "unknown_consent"
    status = 422
    title = _("There is no such version of the consent text")
    hint = _("Send a kind and a version that the programme has published.")


@dataclass(frozen=True)
class GivenConsent:
    """What a person answered about one version of one text; `granted` False is a refusal or a withdrawal."""

    kind: str
    version: str
    granted: bool


def record_consent(
    *,
    member_id: int,
    consent: GivenConsent,
    channel: str,
    proof: Mapping[str, Any],
    at: datetime,
    path: str = "consent",
) -> None:
    """Append the act with its `channel` and `proof` (ip, terminal, cashier… whatever shows who agreed and where).

    Every call is an act of its own; whoever replays a request asks `consents_of` first. UnknownConsent names
    `path`.version. Two queries.
    """
    text_id = (
        ConsentText.objects.filter(kind=consent.kind, version=consent.version).values_list("pk", flat=True).first()
    )
    if text_id is None:
        raise UnknownConsent(field=f"{path}.version")
    Consent.objects.create(
        member_id=member_id, text_id=text_id, granted=consent.granted, channel=channel, proof=dict(proof), at=at
    )
