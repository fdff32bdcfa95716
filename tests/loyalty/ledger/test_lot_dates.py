from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from loyalty.ledger.activate import activate
from loyalty.ledger.earn import earn
from loyalty.ledger.lot_dates import grace_until, lot_dates
from loyalty.ledger.night import run_night
from loyalty.program.current import program
from loyalty.program.models import Program
from loyalty.program.validity import Validity
from tests.builders import with_settings
from tests.loyalty.ledger.points import ANNA, BONUS, DAY, NOON, a_key, because, bonus, expiry, give, spend

pytestmark = pytest.mark.usefixtures("db")


def test_points_live_from_the_day_they_become_available() -> None:
    # given
    with_settings(pending_days=14, validity=Validity(by="days", count=30))
    # when
    dates = lot_dates(program(), at=NOON)
    # then: 5 December and thirty days more
    assert dates.available_from == datetime(2026, 12, 4, 21, 0, tzinfo=UTC)
    assert dates.expires_at == datetime(2027, 1, 4, 21, 0, tzinfo=UTC)
    assert lot_dates(program(), at=NOON, pending_days=0).available_from == NOON


def test_a_lot_that_lives_by_inactivity_knows_its_months() -> None:
    with_settings(validity=Validity(by="inactivity", count=6))
    assert lot_dates(program(), at=NOON).inactivity_months == 6
    with_settings(validity=Validity(by="months", count=6))
    assert lot_dates(program(), at=NOON).inactivity_months is None


def test_grace_is_whole_days() -> None:
    assert grace_until(program(), at=NOON) == datetime(2026, 12, 5, 21, 0, tzinfo=UTC)


def test_midnight_is_the_programmes_where_it_is_skipped() -> None:
    # given: in Beirut the clock goes from 23:59 to 01:00 on 29 March
    Program.objects.update(timezone="Asia/Beirut")
    with_settings(validity=Validity(by="days", count=1))
    at = datetime(2026, 3, 27, 12, tzinfo=ZoneInfo("Asia/Beirut"))
    # when
    earn(
        owner=ANNA, unit=BONUS, points=10, dates=lot_dates(program(), at=at), at=at, cause=because(),
        natural_key=a_key(),
    )  # fmt: skip
    # then
    one = datetime(2026, 3, 29, 1, 0, tzinfo=ZoneInfo("Asia/Beirut")).astimezone(UTC)
    assert bonus(at=one - DAY / 86_400).available == 10
    assert bonus(at=one).available == 0
    assert run_night(at=one)["expired"] == 1


def test_inactivity_restarts_until_silence_is_kept() -> None:
    # given: one month of silence, and a burn every three weeks
    with_settings(validity=Validity(by="inactivity", count=1))
    earn(
        owner=ANNA, unit=BONUS, points=100, dates=lot_dates(program(), at=NOON), at=NOON, cause=because(),
        natural_key=a_key(),
    )  # fmt: skip
    for weeks in (3, 6, 9):
        run_night(at=NOON + weeks * 7 * DAY)
        spend(10, at=NOON + weeks * 7 * DAY)
    # then: 23 January and a month of silence
    last = datetime(2027, 2, 23, 21, 0, tzinfo=UTC)
    assert bonus(at=last - DAY / 86_400).available == 70
    run_night(at=last)
    assert bonus(at=last).available == 0


def test_silence_is_per_lot_when_the_rule_has_changed() -> None:
    # given
    with_settings(validity=Validity(by="inactivity", count=1))
    dates = lot_dates(program(), at=NOON)
    old = give(10, expires_at=dates.expires_at, months=dates.inactivity_months)
    with_settings(validity=Validity(by="inactivity", count=3))
    dates = lot_dates(program(), at=NOON)
    new = give(10, expires_at=dates.expires_at, months=dates.inactivity_months)
    # when
    spend(1, at=NOON + DAY)
    # then
    assert str(expiry(old)) == "2026-12-22 21:00:00+00:00"
    assert str(expiry(new)) == "2027-02-22 21:00:00+00:00"


@pytest.mark.parametrize("job_runs", [True, False])
def test_silence_does_not_depend_on_whether_a_job_has_run(job_runs: bool) -> None:
    # given: pending points that debt takes whole the moment they come
    spend(10, short_to_debt=True)
    lot = give(10, available_from=NOON + DAY, expires_at=NOON + 20 * DAY, months=1)
    before = expiry(lot)
    if job_runs:
        activate(at=NOON + DAY)
    # when
    give(5, at=NOON + 5 * DAY)
    # then
    assert expiry(lot) == before
