"""Certificates in the words of the staff."""

from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from loyalty.admin.kit import pill
from loyalty.certificates.models import Certificate

PERMISSION_STATE = "loyalty.change_certificate_state"
PERMISSION_REVEAL = "loyalty.reveal_certificate"
PERMISSION_ISSUE = "loyalty.issue_certificate"
_TONES = {
    Certificate.State.CREATED: "",
    Certificate.State.ACTIVE: "good",
    Certificate.State.BLOCKED: "bad",
    Certificate.State.REPLACED: "",
    Certificate.State.ANNULLED: "",
}


def certificate_state(row: Certificate, at: datetime) -> SafeString:
    """Its state; expired where only its time is over."""
    if row.state == Certificate.State.ACTIVE and row.valid_until is not None and row.valid_until <= at:
        return pill(gettext("expired"), "warn")
    return pill(row.get_state_display(), _TONES[Certificate.State(row.state)])
