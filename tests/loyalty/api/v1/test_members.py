from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.members.models import Consent, Identity, Member
from loyalty.members.qr import make_qr
from tests.cast import ANNA_CARD, ANNA_EMAIL, ANNA_PHONE, BORIS_PHONE, Cast
from tests.loyalty.api.till import Till

GLEB = {"kind": "phone", "value": "+7 900 111-22-33"}
AGREED = {"kind": "rules", "version": "1", "granted": True}
NOTHING = {"unit": "BONUS", "available": "0", "pending": "0", "held": "0", "debt": "0", "burning": []}


@pytest.fixture
def till(cast: Cast) -> Till:
    return Till(cast.key)


def test_somebody_new_is_enrolled(till: Till, cast: Cast) -> None:
    # when
    answer = till.post(
        "members",
        {
            "identity": GLEB,
            "first_name": "Глеб",
            "birthday": "1990-02-28",
            "gender": "m",
            "city": "Тверь",
            "attributes": {"size": "L"},
            "language": "en",
            "source": "till",
            "consents": [AGREED],
        },
    )

    # then
    member = Member.objects.get(pk=answer.json["id"])
    assert (answer.status, answer.json) == (
        201,
        {"id": member.pk, "name": "Глеб", "status": "active", "tier": None, "balances": [NOTHING]},
    )
    assert (member.shop_id, member.language, member.source) == (cast.lesnaya.pk, "en", "till")
    assert (member.gender, member.city, member.attributes) == ("m", "Тверь", {"size": "L"})
    consent = Consent.objects.get(member=member)
    assert (consent.channel, consent.proof["integration"]) == ("lesnaya", cast.till.pk)
    assert not Identity.objects.get(member=member).verified_at


def test_somebody_known_is_the_same_member(till: Till) -> None:
    # given
    first = till.post("members", {"identity": GLEB, "first_name": "Глеб"})

    # when
    again = till.post("members", {"identity": {"kind": "phone", "value": "89001112233"}, "first_name": "Иван"})

    # then
    assert (again.status, again.json) == (200, first.json)


def test_a_phone_and_a_card_together(till: Till) -> None:
    # when
    card = {"kind": "card", "value": "7777 0000"}
    enrolled = till.post("members", {"identities": [GLEB, card]})

    # then
    assert enrolled.status == 201
    assert till.post("members/lookup", {"identity": card}).json["id"] == enrolled.json["id"]


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"identity": None}, 400, "missing_field", "identity"),
        ({"identities": [GLEB]}, 400, "invalid_value", "identities"),
        ({"identity": {"kind": "qr", "value": "1"}}, 400, "invalid_value", "identity.kind"),
        ({"identity": {"kind": "phone", "value": "12"}}, 422, "invalid_identity", "identity.value"),
        ({"identity": {"kind": "email", "value": "a@b"}}, 422, "invalid_identity", "identity.value"),
        ({"identity": {"kind": "card", "value": "x" * 129}}, 400, "invalid_value", "identity.value"),
        ({"birthday": "2990-01-01"}, 422, "invalid_birthday", "birthday"),
        ({"birthday": "1990-02-30"}, 400, "invalid_value", "birthday"),
        ({"birthday": "01.02.1990"}, 400, "invalid_value", "birthday"),
        ({"language": "de"}, 400, "invalid_value", "language"),
        ({"first_name": "x" * 101}, 400, "invalid_value", "first_name"),
        ({"consents": [{**AGREED, "version": "99"}]}, 422, "unknown_consent", "consents[0].version"),
        ({"consents": [{**AGREED, "granted": "yes"}]}, 400, "invalid_value", "consents[0].granted"),
        ({"identities": [GLEB] * 6, "identity": None}, 413, "too_many_items", "identities"),
    ],
)
def test_what_a_member_may_be(till: Till, changes: dict[str, Any], status: int, code: str, field: str) -> None:
    answer = till.post("members", {"identity": GLEB, **changes})

    assert (answer.status, answer.json["code"], answer.json["field"]) == (status, code, field)


@pytest.mark.parametrize(
    "identity",
    [
        {"kind": "phone", "value": ANNA_PHONE},
        {"kind": "email", "value": ANNA_EMAIL.upper()},
        {"kind": "card", "value": f" {ANNA_CARD[:4]} {ANNA_CARD[4:]} "},
    ],
)
def test_a_member_is_found_and_masked(till: Till, cast: Cast, identity: dict[str, str]) -> None:
    answer = till.post("members/lookup", {"identity": identity}, key="")

    assert answer.json == {
        "id": cast.anna,
        "name": "Анна К.",
        "status": "active",
        "tier": None,
        "balances": [NOTHING],
    }


def test_a_member_is_found_by_a_fresh_qr_code(till: Till, cast: Cast) -> None:
    # given
    fresh = make_qr(member_id=cast.anna, at=datetime.now(UTC))
    stale = make_qr(member_id=cast.anna, at=datetime(2026, 1, 1, tzinfo=UTC))

    # when / then
    assert till.post("members/lookup", {"identity": {"kind": "qr", "value": fresh}}).json["id"] == cast.anna
    assert till.post("members/lookup", {"identity": {"kind": "qr", "value": stale}}).status == 404


def test_nobody_is_not_found(till: Till) -> None:
    answer = till.post("members/lookup", {"identity": GLEB})

    assert (answer.status, answer.json["code"]) == (404, "not_found")


def test_identities_of_two_members_are_a_conflict(till: Till, cast: Cast) -> None:
    # given
    two = {"identities": [{"kind": "phone", "value": ANNA_PHONE}, {"kind": "phone", "value": BORIS_PHONE}]}

    # when / then
    for path in ("members/lookup", "members"):
        answer = till.post(path, two)
        assert (answer.status, answer.json["code"]) == (409, "identity_conflict")


def test_members_are_seen_from_every_shop(cast: Cast) -> None:
    answer = Till(cast.other_key).post("members/lookup", {"identity": {"kind": "phone", "value": ANNA_PHONE}})

    assert answer.json["id"] == cast.anna
