"""H1–H6: each law of holds against plain SQL of the app role, or against the verbs where SQL cannot say it."""

import pytest

from loyalty.ledger.capture import capture
from loyalty.ledger.lapse import lapse
from loyalty.ledger.models import Hold
from loyalty.ledger.movements import HoldEnded
from loyalty.program.settings import EarnPercent
from loyalty.purchase.complete import complete
from loyalty.purchase.models import Order
from tests.builders import a_cart, a_member, a_shop, an_order, some_points, with_settings
from tests.builders import bonus as bonus_of
from tests.loyalty.ledger.breaking import refused_by
from tests.loyalty.ledger.points import ANNA, BORIS, DAY, HOUR, NOON, because, bonus, give, reserve

pytestmark = pytest.mark.usefixtures("db")
CLOSED = "closed_at = opened_at + interval '1 minute'"


def test_h1_a_hold_without_its_parts_is_refused() -> None:
    give(100)
    reserve(40)
    assert (
        refused_by(
            """insert into loyalty_hold (account_id, operation_id, amount, captured, state, opened_at, expires_at)
               select account_id, operation_id, 5, 0, 'open', opened_at, expires_at from loyalty_hold"""
        )
        == "ledger_hold_proof"
    )


def test_h1_a_part_more_is_refused() -> None:
    give(100)
    other = give(100)
    hold_id = reserve(40)
    assert (
        refused_by(f"insert into loyalty_holdlot (hold_id, lot_id, amount) values ({hold_id}, {other}, 1)")
        == "ledger_hold_proof"
    )


def test_h1_two_accounts_cannot_hold_each_others_points() -> None:
    # given: every sum agrees, but each hold lies in a lot of the other
    lots = {ANNA: give(100), BORIS: give(100, owner=BORIS)}
    attack = []
    for owner, other in ((ANNA, BORIS), (BORIS, ANNA)):
        attack += [
            f"""insert into loyalty_operation (kind, natural_key, principal, reason, at)
                values ('hold', 'sql:{owner.id}', 'system', 'sql', now())""",
            f"""insert into loyalty_hold (account_id, operation_id, amount, captured, state, opened_at, expires_at)
                select id, (select max(id) from loyalty_operation), 5, 0, 'open', now(), now() + interval '1 hour'
                from loyalty_account where owner_id = {owner.id}""",
            f"""insert into loyalty_holdlot (hold_id, lot_id, amount)
                select max(id), {lots[other]}, 5 from loyalty_hold""",
        ]
    attack += ["update loyalty_lot set held = 5", "update loyalty_account set held = 5"]
    # then
    assert refused_by(*attack) == "ledger_hold_proof"


def test_h2_a_hold_ends_once_and_keeps_its_terms() -> None:
    # given
    give(100)
    capture(hold_id=reserve(40), points=40, at=NOON, cause=because())
    # then
    assert refused_by("update loyalty_hold set state = 'open', captured = 0, closed_at = null") == "hold_ends_once"
    assert refused_by("update loyalty_hold set captured = 10") == "hold_ends_once"
    # given
    reserve(10)
    # then
    for change in ("amount = 11", "opened_at = now()", "account_id = account_id + 1", "order_id = 1"):
        assert refused_by(f"update loyalty_hold set {change} where state = 'open'") == "hold_ends_once"


def test_h2_an_open_hold_has_no_end_and_an_ended_one_has() -> None:
    give(100)
    reserve(40)
    assert refused_by(f"update loyalty_hold set {CLOSED}") == "hold_terms"
    assert refused_by("update loyalty_hold set state = 'cancelled'") == "hold_terms"
    assert refused_by(f"update loyalty_hold set state = 'lost', {CLOSED}") == "hold_terms"


def test_h3_no_more_is_captured_than_was_held_and_nothing_without_capturing() -> None:
    give(100)
    reserve(40)
    assert refused_by(f"update loyalty_hold set state = 'captured', captured = 41, {CLOSED}") == "hold_capture"
    assert refused_by(f"update loyalty_hold set state = 'cancelled', captured = 1, {CLOSED}") == "hold_capture"
    assert refused_by("update loyalty_hold set captured = -1") == "hold_capture"


def test_h4_one_open_hold_per_account_and_order() -> None:
    # given
    shop, member_id = a_shop(), a_member()
    some_points(member_id, 1_000)
    an_order(shop, a_cart(member_id, burn=100), state="placed")
    # then
    assert (
        refused_by(
            """insert into loyalty_hold
                 (account_id, operation_id, order_id, amount, captured, state, opened_at, expires_at)
               select account_id, operation_id, order_id, 5, 0, 'open', opened_at, expires_at from loyalty_hold"""
        )
        == "hold_one_open_per_order"
    )


def test_h5_no_hold_is_for_ever() -> None:
    give(100)
    reserve(40, expires_at=NOON + 90 * DAY)
    assert refused_by("update loyalty_hold set expires_at = opened_at + interval '92 days'") == "hold_max_ttl"
    assert refused_by("update loyalty_hold set expires_at = opened_at") == "hold_dates"
    assert refused_by("update loyalty_hold set expires_at = null") == "23502"


def test_h5_the_sweeper_frees_due_holds_and_without_it_the_next_operation_does() -> None:
    # given
    give(100)
    reserve(40, expires_at=NOON + HOUR)
    reserve(40, expires_at=NOON + 2 * HOUR)
    # when
    lapse(at=NOON + HOUR)
    # then
    assert Hold.objects.filter(state="open").count() == 1
    # when: the sweeper is dead
    give(1, at=NOON + 2 * HOUR)
    # then
    assert not Hold.objects.filter(state="open").exists()
    assert bonus(at=NOON + 2 * HOUR).held == 0


def test_h6_a_bare_hold_is_not_captured_after_its_time() -> None:
    give(100)
    hold_id = reserve(40, expires_at=NOON + HOUR)
    with pytest.raises(HoldEnded) as refused:
        capture(hold_id=hold_id, points=40, at=NOON + HOUR, cause=because())
    assert (refused.value.code, refused.value.status) == ("hold_expired", 409)


def test_h6_an_order_whose_hold_lapsed_takes_the_points_again_and_a_shortage_is_debt() -> None:
    # given: a placed order is held for seven days, and another spends of its points after that
    with_settings(earn=EarnPercent(rate=0))
    shop, member_id = a_shop(), a_member()
    some_points(member_id, 300)
    order = an_order(shop, a_cart(member_id, burn=300), state="placed")
    late = NOON + 8 * DAY
    an_order(shop, a_cart(member_id, burn=100), at=late)
    # when
    done = complete(shop_id=shop.pk, external_id=order.external_id, integration_id=None, at=late)
    # then
    assert done.state == "completed"
    now = bonus_of(member_id, at=late)
    assert (now.available, now.held, now.debt) == (0, 0, 100)
    assert Order.objects.get(pk=order.id).short_points == 100
