"""Stops messages to a member who followed the link in one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty.members.consent import GivenConsent, record_consent
from loyalty.members.consents import consents_of
from loyalty.members.locks import lock_member
from loyalty.members.models import ConsentText


def unsubscribe(*, member_id: int, proof: Mapping[str, Any], at: datetime) -> None:
    """Withdraw the consent to marketing messages; doing it again, or never having agreed, changes nothing.

    `proof` is what shows where the wish came from: ip, request. Four queries.
    """
    with transaction.atomic():
        lock_member(member_id=member_id)
        for act in consents_of(member_id=member_id):
            if act.kind == ConsentText.Kind.MARKETING and act.granted:
                withdrawal = GivenConsent(kind=act.kind, version=act.version, granted=False)
                record_consent(member_id=member_id, consent=withdrawal, channel="letter", proof=proof, at=at)
