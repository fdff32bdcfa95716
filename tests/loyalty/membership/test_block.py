import pytest

from loyalty.events.models import Event
from loyalty.ledger.cause import Principal
from loyalty.members.find import get
from loyalty.members.standing import MemberBlocked, MemberHasLeft, check_may_burn
from loyalty.membership.block import block
from loyalty.membership.leave import leave
from loyalty.membership.unblock import unblock
from tests.builders import NOON
from tests.cast import Cast


def _state(member_id: int) -> str:
    member = get(member_id=member_id)
    assert member is not None
    return member.state


def _events(member_id: int) -> list[str]:
    return list(Event.objects.filter(member_id=member_id).order_by("pk").values_list("kind", flat=True))


def test_who_is_blocked_cannot_burn_until_unblocked(cast: Cast) -> None:
    staff = Principal("staff", cast.owner.pk)
    # when Anna is blocked, twice by mistake
    for _again in range(2):
        block(member_id=cast.anna, principal=staff, reason="проверка", at=NOON)
    # then she cannot burn, and the act is recorded once with who did it and why
    with pytest.raises(MemberBlocked):
        check_may_burn(state=_state(cast.anna))
    assert _events(cast.anna) == ["member.joined", "member.blocked"]
    assert Event.objects.get(kind="member.blocked").payload == {
        "reason": "проверка",
        "principal": "staff",
        "principal_id": cast.owner.pk,
    }
    # and when she is unblocked, twice by mistake, she can
    for _again in range(2):
        unblock(member_id=cast.anna, principal=staff, reason="всё в порядке", at=NOON)
    check_may_burn(state=_state(cast.anna))
    assert _events(cast.anna) == ["member.joined", "member.blocked", "member.unblocked"]


def test_who_has_left_can_be_neither_blocked_nor_unblocked(cast: Cast) -> None:
    leave(member_id=cast.anna, principal=Principal("member", cast.anna), at=NOON)
    with pytest.raises(MemberHasLeft):
        block(member_id=cast.anna, principal=Principal("staff", cast.owner.pk), reason="проверка", at=NOON)
    unblock(member_id=cast.anna, principal=Principal("staff", cast.owner.pk), reason="ошибка", at=NOON)
    assert _state(cast.anna) == "left"
