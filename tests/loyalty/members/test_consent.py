from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from loyalty.members.consent import GivenConsent, UnknownConsent, record_consent
from loyalty.members.consents import consents_of
from loyalty.members.models import Consent
from tests.builders import NOON, a_consent_text
from tests.cast import Cast


def _record(member_id: int, *, granted: bool, version: str = "1", hours: int = 0) -> None:
    record_consent(
        member_id=member_id,
        consent=GivenConsent(kind="marketing", version=version, granted=granted),
        channel="cabinet",
        proof={"ip": "192.0.2.1"},
        at=NOON + timedelta(hours=hours),
    )


def _in_force(member_id: int) -> dict[str, bool]:
    return {act.kind: act.granted for act in consents_of(member_id=member_id)}


def test_the_last_act_holds(cast: Cast) -> None:
    # given Boris, whom nobody asked
    assert consents_of(member_id=cast.boris) == ()
    # when he agrees, withdraws, and agrees to the next version
    a_consent_text("marketing", "2")
    for granted, version, hours in [(True, "1", 1), (False, "1", 2), (True, "2", 3)]:
        _record(cast.boris, granted=granted, version=version, hours=hours)
        # then each act holds until the next
        assert _in_force(cast.boris) == {"marketing": granted}
    # and all of them are kept
    assert Consent.objects.filter(member_id=cast.boris).count() == 3
    assert [(act.kind, act.version) for act in consents_of(member_id=cast.boris)] == [("marketing", "2")]


def test_an_act_that_arrives_late_does_not_undo_a_later_one(cast: Cast) -> None:
    _record(cast.boris, granted=False, hours=2)
    _record(cast.boris, granted=True, hours=1)
    assert _in_force(cast.boris) == {"marketing": False}


def test_one_consent_does_not_speak_for_another(cast: Cast) -> None:
    _record(cast.anna, granted=False, hours=1)
    assert _in_force(cast.anna) == {"marketing": False, "personal_data": True, "rules": True}


def test_a_version_nobody_published_is_refused(cast: Cast) -> None:
    with pytest.raises(UnknownConsent) as refusal:
        _record(cast.anna, granted=True, version="9")
    assert refusal.value.field == "consent.version"


def test_an_act_cannot_be_rewritten(cast: Cast) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        Consent.objects.filter(member_id=cast.anna).update(granted=False)
