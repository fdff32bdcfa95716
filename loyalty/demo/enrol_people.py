"""Enrols the households of receipts as made-up people."""

from collections.abc import Iterable
from datetime import datetime

from loyalty.demo.people import person_of
from loyalty.demo.publish_texts import VERSION
from loyalty.imports.lookups import Lookups
from loyalty.imports.receipt import Receipt
from loyalty.members.consent import GivenConsent
from loyalty.members.enrol import enrol
from loyalty.members.models import ConsentText


def enrol_people(*, receipts: Iterable[Receipt], lookups: Lookups) -> None:
    """Enrol whoever `lookups` do not know, at their first receipt; `lookups` know them afterwards."""
    batch = list(receipts)
    lookups.learn(batch)
    for receipt in batch:
        if receipt.member is not None and lookups.member(receipt.member) is None:
            lookups.meet_member(
                receipt.member, _enrol(receipt.member.normal, lookups.shop(receipt), receipt.occurred_at)
            )


def _enrol(household: str, shop_id: int | None, at: datetime) -> int:
    person = person_of(household)
    answers = {
        ConsentText.Kind.RULES: True,
        ConsentText.Kind.PERSONAL_DATA: True,
        ConsentText.Kind.MARKETING: person.wants_marketing,
    }
    return enrol(
        identities=person.identities,
        first_name=person.first_name,
        last_name=person.last_name,
        birthday=person.birthday,
        source="demo",
        shop_id=shop_id,
        consents=[GivenConsent(kind=kind, version=VERSION, granted=granted) for kind, granted in answers.items()],
        channel="demo",
        proof={"household": household},
        at=at,
    ).member_id
