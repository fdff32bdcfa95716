from datetime import datetime

import pytest

from loyalty.ledger.models import Entry
from loyalty.ledger.night import run_night
from tests.loyalty.ledger.points import ANNA, DAY, HOUR, NOON, bonus, give, kinds, reserve, spend

pytestmark = pytest.mark.usefixtures("db")
MIDNIGHT = NOON + 12 * HOUR  # in Moscow


def history() -> list[tuple[str, int, datetime]]:
    entries = Entry.objects.filter(account__owner_id=ANNA.id).order_by("account_version")
    return list(entries.values_list("kind", "amount", "at"))


def some_days() -> None:
    """Something due on each of three midnights."""
    spend(30, short_to_debt=True)
    give(100, available_from=MIDNIGHT, expires_at=MIDNIGHT + 2 * DAY)
    give(50, available_from=MIDNIGHT + DAY, expires_at=MIDNIGHT + DAY + HOUR)
    give(20, available_from=NOON, expires_at=MIDNIGHT)


def test_holds_lapse_then_points_activate_then_they_expire() -> None:
    # given: at one midnight a hold ends, debt meets pending points, and other points expire
    give(40, expires_at=MIDNIGHT)
    reserve(40, expires_at=MIDNIGHT)
    spend(25, short_to_debt=True)
    give(100, available_from=MIDNIGHT)
    # when
    done = run_night(at=MIDNIGHT)
    # then: the lapse settles the account, so the later steps find nothing left to do
    assert done == {"lapsed": 1, "activated": 0, "expired": 0, "frozen": 0}
    assert kinds()[3:] == ["activate", "activate", "repay", "repay", "expire"]
    assert (bonus(at=MIDNIGHT).available, bonus(at=MIDNIGHT).debt) == (75, 0)


def test_a_rerun_changes_nothing() -> None:
    # given
    some_days()
    run_night(at=MIDNIGHT)
    before = history()
    # when
    done = run_night(at=MIDNIGHT)
    # then
    assert done == {"lapsed": 0, "activated": 0, "expired": 0, "frozen": 0}
    assert history() == before


@pytest.mark.parametrize(
    "nights", [(MIDNIGHT, MIDNIGHT + DAY, MIDNIGHT + 2 * DAY), (MIDNIGHT + 2 * DAY,)], ids=["in time", "two missed"]
)
def test_missed_nights_are_caught_up_in_their_order(nights: tuple[datetime, ...]) -> None:
    # given
    some_days()
    # when
    for night in nights:
        run_night(at=night)
    # then: the same entries with the same instants
    assert history() == [
        ("burn", 30, NOON),
        ("earn", 100, NOON),
        ("earn", 50, NOON),
        ("earn", 20, NOON),
        ("repay", -20, NOON),
        ("repay", -20, NOON),
        ("activate", -100, MIDNIGHT),
        ("activate", 100, MIDNIGHT),
        ("repay", -10, MIDNIGHT),
        ("repay", -10, MIDNIGHT),
        ("activate", -50, MIDNIGHT + DAY),
        ("activate", 50, MIDNIGHT + DAY),
        ("expire", -50, MIDNIGHT + DAY + HOUR),
        ("expire", -90, MIDNIGHT + 2 * DAY),
    ]


def test_a_purchase_before_the_late_night_sees_the_same_balance() -> None:
    # given
    some_days()
    at = MIDNIGHT + DAY + HOUR
    promised = bonus(at=at).available
    # when
    spend(promised, at=at)
    # then
    assert promised == 90
    assert run_night(at=at) == {"lapsed": 0, "activated": 0, "expired": 0, "frozen": 0}
