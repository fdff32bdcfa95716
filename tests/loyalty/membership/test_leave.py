import pytest

from loyalty.events.models import Event
from loyalty.ledger.cause import Principal
from loyalty.members.find import get
from loyalty.members.standing import MemberBlocked, MemberHasLeft, check_may_burn
from loyalty.membership.block import block
from loyalty.membership.leave import leave
from tests.builders import NOON
from tests.cast import Cast


def test_who_has_left_cannot_burn(cast: Cast) -> None:
    # when Anna leaves, twice by mistake
    for _again in range(2):
        leave(member_id=cast.anna, principal=Principal("member", cast.anna), at=NOON)
    # then she cannot burn, and it is recorded once
    anna = get(member_id=cast.anna)
    assert anna is not None
    with pytest.raises(MemberHasLeft):
        check_may_burn(state=anna.state)
    assert Event.objects.filter(kind="member.left").values_list("member_id", "at").get() == (cast.anna, NOON)


def test_leaving_is_no_way_around_a_block(cast: Cast) -> None:
    block(member_id=cast.anna, principal=Principal("staff", cast.owner.pk), reason="проверка", at=NOON)
    with pytest.raises(MemberBlocked):
        leave(member_id=cast.anna, principal=Principal("member", cast.anna), at=NOON)
