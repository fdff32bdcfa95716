"""How invitations are written for the staff."""

from typing import Any

from django.utils.safestring import SafeString

from campaigns.referrals.models import Referral
from campaigns.referrals.signs import SIGNS
from campaigns.referrals.terms import terms_of
from loyalty import words
from loyalty.admin.kit import pill
from loyalty.ledger.units import kept_units

State = Referral.State
_TONES = {State.REWARDED: "good", State.WAITING: "info", State.REVIEW: "warn", State.REFUSED: "bad",
          State.TAKEN_BACK: "bad"}  # fmt: skip


def state_of(referral: Any) -> SafeString:
    """Its state as a pill; of a referral or one of its steps."""
    return pill(State(referral.state).label, _TONES.get(State(referral.state), ""))


def why_of(referral: Any) -> str:
    """Why, in words; empty where there is nothing to explain."""
    return str(Referral.Why(referral.why).label)


def signs_of_words(referral: Referral) -> list[str]:
    return [str(SIGNS[sign]) for sign in referral.signs if sign in SIGNS]


def points_of(referral: Referral) -> str:
    """What was given, or would be."""
    terms = terms_of(referral.version_id)
    return words.points(referral.points or terms.points, kept_units()[terms.unit].words)
