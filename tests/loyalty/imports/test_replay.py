from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from loyalty.imports import import_receipts as importing
from loyalty.imports.models import ImportRun
from loyalty.imports.replay import BurnPolicy
from loyalty.ledger.owner import Owner
from loyalty.ledger.statement import statement
from loyalty.members.find import find
from loyalty.program.settings import EarnPercent
from loyalty.program.validity import Validity
from loyalty.purchase.commit import commit
from loyalty.purchase.models import MemberDay, Order
from tests.builders import NOON, a_member, a_shop, bonus, with_settings
from tests.loyalty.imports.files import a_file, load, receipts

ALWAYS = BurnPolicy(every=1)


@pytest.fixture(autouse=True)
def anna(db: None) -> int:
    """Anna earns 10 %, available after a day, for 30 days; half of a receipt may be paid with points."""
    a_shop("centre")
    with_settings(earn=EarnPercent(rate=1000), pending_days=1, validity=Validity(by="days", count=30))
    return a_member(external="anna")


def story(member_id: int) -> list[tuple[str, str, int]]:
    """What happened to the member's points, oldest first: day, kind, points."""
    lines = statement(owner=Owner.member(member_id), limit=100).lines
    return [(f"{line.at.astimezone(UTC):%m-%d %H:%M}", line.kind, line.points) for line in reversed(lines)]


def purchases(folder: Path, *days: str, name: str = "receipts.csv") -> Path:
    return receipts(
        folder,
        *({"order_id": f"R-{day}", "member": "anna", "occurred_at": f"2026-{day}T10:00:00"} for day in days),
        name=name,
    )


def test_points_live_as_they_would_have(tmp_path: Path, anna: int) -> None:
    # when three purchases are replayed: one, one next day, one after the first points have expired
    load(purchases(tmp_path, "09-01", "09-03", "10-05"), mode="replay")

    # then points were earned, activated at midnight, and expired on their own days
    assert story(anna) == [
        ("09-01 07:00", "earn", 10),
        ("09-01 21:00", "activate", 10),
        ("09-03 07:00", "earn", 10),
        ("09-03 21:00", "activate", 10),
        ("10-02 21:00", "expire", -10),
        ("10-04 21:00", "expire", -10),
        ("10-05 07:00", "earn", 10),
        ("10-05 21:00", "activate", 10),
        ("11-05 21:00", "expire", -10),
    ]
    assert bonus(anna).available == 0
    assert MemberDay.objects.count() == 3


def test_the_most_allowed_is_burnt_when_the_policy_says_so(tmp_path: Path, anna: int) -> None:
    # given purchases of 100 roubles each, and the policy of always paying with points
    done = load(purchases(tmp_path, "11-01", "11-03", "11-05"), mode="replay", burn=ALWAYS)

    # then the points of the one before pay for the next, and less is earned on it
    paid = Order.objects.order_by("id").values_list("points_paid_kopecks", "to_pay_kopecks", "source")
    assert list(paid) == [(0, 10_000, "replay"), (1_000, 9_000, "replay"), (900, 9_100, "replay")]
    assert (done.counts.totals["points_burnt"], done.counts.totals["points_earned"]) == (19, 28)
    assert bonus(anna).available == 9


def test_a_policy_may_burn_now_and_then(tmp_path: Path) -> None:
    # given a policy for one receipt in three, chosen by its number
    days = [f"11-{day:02d}" for day in range(1, 21)]
    load(purchases(tmp_path, *days), mode="replay", burn=BurnPolicy(every=3))

    # then some pay with points, and most do not
    burning = Order.objects.filter(points_paid_kopecks__gt=0).count()
    assert 1 <= burning <= 12


def test_discounts_of_the_receipt_are_given_again_and_explained(tmp_path: Path) -> None:
    source = receipts(tmp_path, {"member": "anna", "discount": "20.00", "coupon_discount": "5.00"})
    load(source, mode="replay")
    order = Order.objects.get()
    assert (order.base_kopecks, order.discount_kopecks, order.to_pay_kopecks) == (10_000, 2_500, 7_500)
    texts = {step["numbers"].get("text_ru") for step in order.trace if step["code"] == "line_discount"}
    assert texts == {"Скидка магазина по чеку", "Купон производителя по чеку"}


def test_guests_are_replayed_without_points(tmp_path: Path) -> None:
    done = load(receipts(tmp_path, {}), mode="replay")
    assert (done.counts.totals["guest_orders"], Order.objects.get().member_id) == (1, None)


def test_a_replay_again_moves_nothing(tmp_path: Path, anna: int) -> None:
    # given a replay that was done, and whose checkpoint was lost
    source = purchases(tmp_path, "11-01", "11-03")
    load(source, mode="replay", burn=ALWAYS)
    before = story(anna)
    ImportRun.objects.all().delete()

    # when it is done again
    done = load(source, mode="replay", burn=ALWAYS)

    # then every receipt is known, and no point has moved
    assert done.counts.totals["orders_repeated"] == 2
    assert story(anna) == before


def test_an_interrupted_replay_goes_on(tmp_path: Path, anna: int) -> None:
    # given a replay in batches of two that dies in the second batch
    source = purchases(tmp_path, "10-01", "10-03", "10-05", "10-07", "10-09")
    calls = iter(range(100))

    def dying(**how: Any) -> object:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return commit(**how)

    with patch.object(importing, "_REPLAY_LINES", 2):
        with patch("loyalty.imports.replay.commit", dying), pytest.raises(KeyboardInterrupt):
            load(source, mode="replay")
        assert Order.objects.count() == 2

        # when it is run again
        load(source, mode="replay")

    # then it is as if nothing had happened
    assert Order.objects.count() == 5
    kinds = [kind for _at, kind, _points in story(anna)]
    assert (kinds.count("earn"), kinds.count("activate"), kinds.count("expire")) == (5, 5, 5)


def test_receipts_out_of_the_order_of_time_are_rejected(tmp_path: Path) -> None:
    done = load(purchases(tmp_path, "11-03", "11-01", "11-04"), mode="replay")
    assert done.counts.reasons == {"not_in_time_order: occurred_at": 1}
    assert Order.objects.count() == 2


def test_a_receipt_that_the_verbs_refuse_is_rejected_with_their_code(tmp_path: Path) -> None:
    source = receipts(tmp_path, {"quantity": "2", "price": "100.00", "amount": "150.00"}, {"order_id": "R-2"})
    done = load(source, mode="replay")
    assert (done.counts.reasons, Order.objects.count()) == ({"amount_mismatch": 1}, 1)


def test_opening_balances_are_there_before_the_first_receipt(tmp_path: Path, anna: int) -> None:
    # given 40 points that Anna brings along, and a first purchase paid with the most allowed
    openings = a_file(
        tmp_path,
        [
            {"member": "anna", "unit": "BONUS", "points": "40", "reference": "old-1", "expires_at": "2026-12-31"},
            {"member": "boris", "unit": "BONUS", "points": "5", "reference": "old-2"},
            {"member": "anna", "unit": "GOLD", "points": "5", "reference": "old-3"},
            {"member": "anna", "unit": "BONUS", "points": "1.5", "reference": "old-4"},
            {"member": "anna", "unit": "BONUS", "points": "5", "reference": "old-5", "expires_at": "2020-01-01"},
        ],
        name="openings.csv",
    )

    # when both are imported, twice
    for _ in range(2):
        done = load(purchases(tmp_path, "11-01"), mode="replay", openings=openings, burn=ALWAYS)

    # then the points were there in time, once, and what could not be opened says why
    order = Order.objects.get()
    assert (order.points_paid_kopecks, order.occurred_at) == (4_000, datetime(2026, 11, 1, 7, tzinfo=UTC))
    assert story(anna)[:2] == [("11-01 07:00", "opening", 40), ("11-01 07:00", "burn", -40)]
    assert done.counts.totals["openings_repeated"] == 1
    reasons = (tmp_path / "openings.csv.rejects.csv").read_text()
    for reason in ("unknown_member", "unknown_unit", "too_many_digits: points", "expired_before: expires_at"):
        assert reason in reasons


def test_members_earn_by_their_joining_file(tmp_path: Path) -> None:
    # given people to enrol with consents, one of them with a bad phone
    members = a_file(
        tmp_path,
        [
            {"external": "boris", "phone": "+7 912 000-00-01", "first_name": "Борис", "joined_at": "2026-01-01"},
            {"external": "vera", "phone": "12"},
        ],
        name="members.csv",
    )

    # when they are loaded with a receipt of the first
    done = load(receipts(tmp_path, {"member": "boris"}), mode="replay", members=members)

    # then Boris is known since then, and has earned
    boris = find(kind="phone", value="+79120000001")
    assert boris is not None
    assert boris.joined_at == datetime(2025, 12, 31, 21, tzinfo=UTC)
    assert bonus(boris.id, at=NOON).available == 10
    assert (done.counts.totals["members_enrolled"], done.counts.totals["side_rows_rejected"]) == (1, 1)
    assert "invalid_identity" in done.rejects[0].read_text()
