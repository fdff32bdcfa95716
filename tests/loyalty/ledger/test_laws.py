"""L1–L12: each law of the books against plain SQL of the app role. L5 has a file of its own (test_append_only.py)."""

import ast
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Sum

from loyalty.ledger.models import Account, Entry
from loyalty.ledger.night import run_night
from tests.loyalty.ledger.breaking import refused_by
from tests.loyalty.ledger.points import BORIS, DAY, NOON, give, reserve, spend

pytestmark = pytest.mark.usefixtures("db")
LEDGER = Path(__file__).parents[3] / "loyalty" / "ledger"
OPERATION = """insert into loyalty_operation (kind, natural_key, principal, reason, at)
  values ('{kind}', 'sql', 'system', 'sql', '2026-11-21 09:00Z')"""
ENTRY = """insert into loyalty_entry (operation_id, account_id, lot_id, bucket, kind, amount, balance_after,
    account_version, at)
  select (select max(id) from loyalty_operation), a.id, {lot}, '{bucket}', '{kind}', {amount}, {balance},
    {version}, {at} from loyalty_account a"""
AT = "'2026-11-21 09:00Z'"


def burn_by_hand(lot: int, points: int = 10, *, left: int = 90, version: int = 2, at: str = AT) -> list[str]:
    """What an honest burn of points of the only account's only lot (100 earned) writes."""
    return [
        OPERATION.format(kind="burn").replace("'2026-11-21 09:00Z'", at),
        ENTRY.format(lot=lot, bucket="active", kind="burn", amount=-points, balance=left, version=version, at=at),
        f"update loyalty_lot set remaining = remaining - {points} where id = {lot}",
        f"update loyalty_account set active = {left}, version = {version}, last_at = {at}",
    ]


def test_honest_sql_is_accepted() -> None:
    lot = give(100)
    assert refused_by(*burn_by_hand(lot)) is None


# --- L1 identity -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bucket", ["active", "pending", "debt"])
def test_l1_an_account_is_its_entries(bucket: str) -> None:
    give(100)
    assert refused_by(f"update loyalty_account set {bucket} = {bucket} + 1") == "ledger_account_proof"


def test_l1_a_lot_is_its_entries() -> None:
    give(100)
    assert refused_by("update loyalty_lot set remaining = 99") == "ledger_lot_proof"


def test_l1_a_burn_that_forgets_the_lot_is_refused() -> None:
    lot = give(100)
    operation, entry, _lot, account = burn_by_hand(lot)
    assert refused_by(operation, entry, account) == "ledger_lot_proof"


def test_l1_a_burn_that_forgets_the_account_is_refused() -> None:
    lot = give(100)
    assert refused_by(*burn_by_hand(lot)[:3]) == "ledger_chain_proof"


def test_l1_a_burn_that_forgets_its_entry_is_refused() -> None:
    lot = give(100)
    operation, _entry, taken, account = burn_by_hand(lot)
    assert refused_by(operation, taken, account) in ("ledger_lot_proof", "ledger_account_proof")


def test_l1_points_cannot_move_to_a_lot_of_another_account() -> None:
    # given: an entry of Boris names a lot of Anna's, and the lot agrees
    lot = give(100)
    spend(10)
    give(1, owner=BORIS)
    stranger = ENTRY.format(lot=lot, bucket="active", kind="earn", amount=5, balance=6, version=2, at=AT)
    # then
    assert (
        refused_by(
            OPERATION.format(kind="earn"),
            f"{stranger} where owner_id = {BORIS.id}",
            f"update loyalty_lot set remaining = 95 where id = {lot}",
            f"update loyalty_account set active = 6, version = 2 where owner_id = {BORIS.id}",
        )
        == "ledger_lot_proof"
    )


def test_l1_held_is_the_open_holds() -> None:
    give(100)
    reserve(40)
    assert refused_by("update loyalty_account set held = 0") == "ledger_hold_proof"
    assert refused_by("update loyalty_lot set held = 0") == "ledger_hold_proof"
    assert refused_by("update loyalty_account set held = 0", "update loyalty_lot set held = 0") == "ledger_hold_proof"
    assert refused_by("update loyalty_hold set state = 'cancelled', closed_at = opened_at") == "ledger_hold_proof"


def test_l1_an_account_keeps_its_owner_and_unit() -> None:
    give(100)
    assert refused_by("update loyalty_account set owner_id = owner_id + 1") == "account_terms"
    assert refused_by("update loyalty_account set owner_kind = 'fund'") == "account_terms"


# --- L2 no negatives, L3 bounds of lots ------------------------------------------------------------------------------


@pytest.mark.parametrize("bucket", ["active", "pending", "held", "debt"])
def test_l2_nothing_is_below_zero(bucket: str) -> None:
    give(100)
    assert refused_by(f"update loyalty_account set {bucket} = -1") in ("account_nonneg", "account_held_is_active")


def test_l2_held_is_a_part_of_active() -> None:
    give(100)
    assert refused_by("update loyalty_account set held = 101") == "account_held_is_active"


def test_l2_even_a_complete_overdraft_is_refused() -> None:
    lot = give(100)
    assert refused_by(*burn_by_hand(lot, 101, left=-1)) in ("entry_balance_nonneg", "lot_bounds", "account_nonneg")


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ("remaining = 101", "lot_bounds"),
        ("remaining = -1", "lot_bounds"),
        ("held = 101", "lot_bounds"),
        ("held = -1", "lot_bounds"),
        ("state = 'gone'", "lot_state"),
        ("earned = 0, remaining = 0", "lot_terms"),
        ("earned = 1000", "lot_terms"),
        ("expires_at = now() + interval '1 year'", "lot_terms"),
        ("available_from = now()", "lot_terms"),
        ("account_id = account_id + 1", "lot_terms"),
    ],
)
def test_l3_a_lot_stays_in_its_bounds_and_keeps_its_terms(change: str, law: str) -> None:
    give(100)
    assert refused_by(f"update loyalty_lot set {change}") == law


def test_l3_a_lot_expires_after_it_becomes_available() -> None:
    give(100)
    assert (
        refused_by(
            """insert into loyalty_lot
                 (account_id, operation_id, state, earned, remaining, held, available_from, expires_at)
               select account_id, operation_id, 'active', 5, 5, 0, now(), now() from loyalty_lot"""
        )
        == "lot_dates"
    )


def test_l3_a_lot_was_earned_by_its_own_operation() -> None:
    give(100)
    ghost = """insert into loyalty_lot (account_id, operation_id, state, earned, remaining, held, available_from)
      select account_id, operation_id, 'active', 50, 0, 0, available_from from loyalty_lot"""
    assert refused_by(ghost) == "ledger_lot_proof"


def test_l3_silence_is_only_ever_prolonged() -> None:
    give(100, expires_at=NOON + 40 * DAY, months=1)
    assert refused_by("update loyalty_lot set expires_at = expires_at - interval '1 day'") == "lot_terms"
    assert refused_by("update loyalty_lot set expires_at = null") == "lot_terms"
    assert refused_by("update loyalty_lot set expires_at = expires_at + interval '1 day'") is None


# --- L4 chain --------------------------------------------------------------------------------------------------------


def test_l4_two_writers_that_forgot_the_lock_collide() -> None:
    lot = give(100)
    assert refused_by(*burn_by_hand(lot, version=1)) == "entry_version"


def test_l4_versions_have_no_gaps() -> None:
    lot = give(100)
    assert refused_by(*burn_by_hand(lot, version=3)) == "ledger_account_proof"


def test_l4_each_balance_follows_from_the_one_before() -> None:
    lot = give(100)
    operation, _entry, taken, account = burn_by_hand(lot)
    lie = ENTRY.format(lot=lot, bucket="active", kind="burn", amount=-10, balance=95, version=2, at=AT)
    assert refused_by(operation, lie, taken, account) == "ledger_chain_proof"


def test_l4_an_account_never_goes_back_in_time() -> None:
    lot = give(100)
    assert refused_by(*burn_by_hand(lot, at="'2026-11-20 09:00Z'")) == "ledger_chain_proof"
    assert refused_by("update loyalty_account set last_at = last_at + interval '1 day'") == "ledger_chain_proof"


def test_l4_a_version_cannot_be_taken_back() -> None:
    give(100)
    assert refused_by("update loyalty_account set version = version - 1, active = 0") == "ledger_account_proof"


# --- L6 provenance ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "values", "law"),
    [
        ("kind, natural_key, principal, reason, at", "'earn', 'k', 'system', '', now()", "operation_reason"),
        ("kind, natural_key, principal, at", "'earn', 'k', 'system', now()", "23502"),
        ("kind, natural_key, principal, reason, at", "'earn', 'k', 'staff', 'why', now()", "operation_principal"),
        ("kind, natural_key, principal, reason, at", "'earn', 'k', 'nobody', 'why', now()", "operation_principal"),
        (
            "kind, natural_key, principal, principal_id, reason, at",
            "'earn', 'k', 'system', 7, 'why', now()",
            "operation_principal",
        ),
        ("kind, natural_key, principal, reason, at", "'gift', 'k', 'system', 'why', now()", "operation_kind"),
    ],
)
def test_l6_every_operation_says_who_and_why(columns: str, values: str, law: str) -> None:
    assert refused_by(f"insert into loyalty_operation ({columns}) values ({values})") == law


def test_l6_every_entry_has_its_operation_and_says_what_it_says() -> None:
    lot = give(100)
    burn = burn_by_hand(lot)
    nobody = burn[1].replace("(select max(id) from loyalty_operation)", "null")
    assert refused_by(burn[0], nobody, *burn[2:]) == "23502"
    other_kind = burn[1].replace("'burn'", "'adjust'")
    assert refused_by(burn[0], other_kind, *burn[2:]) == "ledger_operation_proof"
    other_time = [burn[0], *(line.replace(AT, "'2026-11-21 10:00Z'") for line in burn[1:])]
    assert refused_by(*other_time) == "ledger_operation_proof"


@pytest.mark.parametrize("kind", ["burn", "capture", "expire", "claw_back", "repay"])
def test_l6_what_takes_points_does_not_give_them(kind: str) -> None:
    lot = give(100)
    spend(50)
    gift = ENTRY.format(lot=lot, bucket="active", kind=kind, amount=10, balance=60, version=3, at=AT)
    change = [f"update loyalty_lot set remaining = 60 where id = {lot}"]
    change += [f"update loyalty_account set active = 60, version = 3, last_at = {AT}"]
    assert refused_by(OPERATION.format(kind=kind), gift, *change) == "ledger_operation_proof"


def test_l6_an_earn_does_not_take_and_an_adjustment_does_not_owe() -> None:
    lot = give(100)
    taken = burn_by_hand(lot)
    assert refused_by(*(line.replace("'burn'", "'earn'") for line in taken)) == "ledger_operation_proof"
    owed = ENTRY.format(lot="null::bigint", bucket="debt", kind="adjust", amount=10, balance=10, version=2, at=AT)
    account = f"update loyalty_account set debt = 10, version = 2, last_at = {AT}"
    assert refused_by(OPERATION.format(kind="adjust"), owed, account) == "ledger_operation_proof"


def test_l6_debt_has_no_lot_and_points_have_one() -> None:
    lot = give(100)
    burn = burn_by_hand(lot)
    assert refused_by(burn[0], burn[1].replace(f"{lot}, 'active'", "null, 'active'")) == "entry_debt_has_no_lot"
    assert refused_by(burn[0], burn[1].replace("'active'", "'debt'")) == "entry_debt_has_no_lot"


def test_l6_an_operation_happens_once_for_ever() -> None:
    give(100, key="gift:1")
    again = OPERATION.format(kind="earn").replace("'sql'", "'gift:1'", 1)
    assert refused_by(again) == "operation_natural_key"


# --- L7 conservation -------------------------------------------------------------------------------------------------


def test_l7_what_was_given_less_what_was_taken_is_what_is_there() -> None:
    # given
    give(100, expires_at=NOON + DAY)
    give(70, available_from=NOON + DAY)
    spend(30)
    spend(90, short_to_debt=True)
    run_night(at=NOON + DAY)
    # then
    moved = Entry.objects.exclude(bucket="debt").aggregate(points=Sum("amount"))["points"]
    there = Account.objects.aggregate(active=Sum("active"), pending=Sum("pending"), debt=Sum("debt"))
    assert moved == there["active"] + there["pending"] == 50
    assert there["debt"] == 0


# --- L8 integers -----------------------------------------------------------------------------------------------------


def test_l8_points_are_whole_numbers_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """select table_name, column_name from information_schema.columns
               where table_schema = 'public' and data_type in ('numeric', 'real', 'double precision')
                 and table_name ~ '^loyalty_(unit|account|operation|lot|entry|hold|holdlot)$'"""
        )
        assert cursor.fetchall() == []


def test_l8_no_float_is_met_in_the_ledger() -> None:
    for path in LEDGER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), path
            assert not (isinstance(node, ast.Name) and node.id in ("float", "Decimal")), path
            assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)), path


# --- L9, L10 are kept by the verbs (test_burn.py) and found by the proofs (test_prove.py) ----------------
# --- L11 pending is never spent, L12 expiry once ---------------------------------------------------------------------


def test_l11_pending_points_cannot_be_burnt() -> None:
    lot = give(100, available_from=NOON + DAY)
    burn = burn_by_hand(lot)
    burn[1] = burn[1].replace("-10, 90", "-10, 0")
    burn[3] = f"update loyalty_account set version = 2, last_at = {AT}"
    assert refused_by(*burn) in ("ledger_lot_proof", "ledger_account_proof")


def test_l11_activation_moves_all_that_is_left_or_nothing() -> None:
    # given
    lot = give(100, available_from=NOON + DAY)
    out = ENTRY.format(lot=lot, bucket="pending", kind="activate", amount=-60, balance=40, version=2, at=AT)
    into = ENTRY.format(lot=lot, bucket="active", kind="activate", amount=60, balance=60, version=3, at=AT)
    account = f"update loyalty_account set active = 60, pending = 40, version = 3, last_at = {AT}"
    # then
    for state in ("pending", "active"):
        assert (
            refused_by(
                OPERATION.format(kind="activate"), out, into, f"update loyalty_lot set state = '{state}'", account
            )
            == "ledger_lot_proof"
        )


def test_l11_an_active_lot_never_becomes_pending_and_a_pending_one_is_never_held() -> None:
    give(100)
    assert refused_by("update loyalty_lot set state = 'pending'") == "lot_terms"
    give(100, available_from=NOON + DAY)
    assert refused_by("update loyalty_lot set held = 1 where state = 'pending'") == "lot_pending_not_held"


@pytest.mark.parametrize("kind", ["expire", "activate"])
def test_l12_a_lot_is_expired_and_activated_once(kind: str) -> None:
    # given
    lot = give(100, available_from=NOON + DAY, expires_at=NOON + 2 * DAY)
    run_night(at=NOON + 2 * DAY)
    # then
    again = ENTRY.format(lot=lot, bucket="active", kind=kind, amount=1, balance=1, version=9, at=AT)
    assert refused_by(OPERATION.format(kind=kind), again) == "entry_lot_once"
