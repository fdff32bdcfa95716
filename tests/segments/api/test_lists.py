"""A list kept by another system over the API: once, with what is unknown named by its place."""

from typing import Any

import pytest

from segments.segment.models import MembershipEntry
from tests.builders import a_key, a_member, an_integration
from tests.loyalty.api.till import Till
from tests.segments.making import a_list, a_segment, inside

pytestmark = pytest.mark.usefixtures("own_database")
ANNA, BORIS = {"kind": "phone", "value": "+79161234567"}, {"kind": "card", "value": "2200000000000001"}


def people() -> tuple[int, int]:
    return a_member(phone="+79161234567"), a_member(card="2200000000000001")


def test_members_come_and_go_and_strangers_are_named_by_their_place() -> None:
    anna, boris = people()
    a_list("crm")
    till = Till(a_key(an_integration()))

    stranger = {"kind": "external", "value": "nobody"}
    came = till.post("segments/crm/members", {"add": [ANNA, stranger, BORIS]})
    assert (came.status, came.json) == (200, {"came": 2, "went": 0, "unknown": ["add[1]"]})
    assert inside("crm") == {anna, boris}

    went = till.post("segments/crm/members", {"add": [ANNA], "remove": [BORIS]})
    assert went.json == {"came": 0, "went": 1, "unknown": []}
    assert inside("crm") == {anna}
    assert MembershipEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("code", "body", "status", "refusal"),
    [("crm", {"add": [{"kind": "phone", "value": "12"}]}, 422, None), ("nobody", {"add": []}, 404, "not_found"),
     ("adults", {"add": [ANNA]}, 409, "segment_not_a_list"), ("crm", {"put": []}, 400, None)],
)  # fmt: skip
def test_what_cannot_be_is_refused(code: str, body: dict[str, Any], status: int, refusal: str | None) -> None:
    people()
    a_list("crm")
    a_segment("adults", {"age": {"at_least": 18}})
    answer = Till(a_key(an_integration())).post(f"segments/{code}/members", body)
    assert answer.status == status, answer.json
    assert refusal is None or answer.json["code"] == refusal
    assert inside("crm") == set()


def test_another_scope_does_not_open_it() -> None:
    a_list("crm")
    till = Till(a_key(an_integration(), scopes=["members"]))
    assert till.post("segments/crm/members", {"add": []}).status == 403
