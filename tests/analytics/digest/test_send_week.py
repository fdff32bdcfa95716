"""Those who lead the programme hear of a week once, in their language, when it has been counted to its end."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from analytics.digest.send_week import send_week
from analytics.digest.week import Changes, changes_in
from analytics.figures.models import Period
from analytics.rollup.roll_up import roll_up
from loyalty.messages.tell_reader import LEASE
from loyalty.staff.models import User
from tests.builders import a_cart, a_member, a_shop, a_user, an_order

pytestmark = pytest.mark.django_db

MONDAY = datetime(2031, 11, 24, 6, 0, tzinfo=UTC)  # nine in Moscow


@pytest.fixture
def outbox(settings: Settings, tmp_path: Path) -> Path:
    settings.OUTBOX_DIR = tmp_path
    return tmp_path / "messages.jsonl"


def _ten_calm_weeks_and_a_good_one() -> None:
    calm, good = a_shop(name="Лесная"), a_shop(name="Морская")
    members = [a_member(at=MONDAY - timedelta(weeks=11)) for _number in range(2)]
    for weeks in range(11, 0, -1):
        for number, member in enumerate(members):
            price = 10_000 + 100 * (weeks % 2)
            an_order(calm, a_cart(member, price=price, pieces=1), at=MONDAY - timedelta(weeks=weeks, hours=-number))
        an_order(good, a_cart(members[0], price=5_000, pieces=1), at=MONDAY - timedelta(weeks=weeks, hours=-5))
    an_order(good, a_cart(members[1], price=90_000, pieces=1), at=MONDAY - timedelta(days=3))
    for name, role, language in (("anna", "Owner", ""), ("bob", "Analyst", "en"), ("carl", "Cashier", "")):
        a_user(name, roles=[role])
        User.objects.filter(username=name).update(email=f"{name}@example.com", language=language)


def test_a_week_is_told_once_with_where_it_came_from(outbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a week that was counted before it ended
    _ten_calm_weeks_and_a_good_one()
    roll_up(at=MONDAY - timedelta(days=1))
    assert send_week(at=MONDAY) == 0
    # when it is counted to its end
    roll_up(at=MONDAY)
    counted = list[date]()

    def noted(*, week: date) -> Changes:
        counted.append(week)
        return changes_in(week=week)

    monkeypatch.setattr("analytics.digest.send_week.changes_in", noted)
    assert [send_week(at=MONDAY), send_week(at=MONDAY + 2 * LEASE)] == [2, 0]
    # then, and its figures were read once for all readers
    assert len(counted) == 1
    said = {one["to"]: one["text"] for one in map(json.loads, outbox.read_text().splitlines())}
    assert set(said) == {"anna@example.com", "bob@example.com"}
    assert "Выручка: 1\xa0152\xa0₽ после 250\xa0₽" in said["anna@example.com"]
    assert "больше всего — «Морская»: +900\xa0₽" in said["anna@example.com"]
    assert "Revenue: ₽1,152 after ₽250" in said["bob@example.com"]
    assert "most of it in “Морская”: +₽900" in said["bob@example.com"]
    assert said["bob@example.com"].count("•") <= 5
    assert "/analytics/" in said["bob@example.com"]


def test_not_before_eight_nor_after_tuesday(outbox: Path) -> None:
    _ten_calm_weeks_and_a_good_one()
    roll_up(at=MONDAY - timedelta(hours=3))
    assert Period.objects.filter(kind="week", is_due=False).exists()
    for off in (timedelta(hours=-2), timedelta(days=2)):
        assert send_week(at=MONDAY + off) == 0


def test_nothing_is_written_of_an_empty_programme(outbox: Path) -> None:
    a_user("anna", roles=["Owner"])
    User.objects.filter(username="anna").update(email="anna@example.com")
    roll_up(at=MONDAY)
    assert send_week(at=MONDAY) == 0
    assert not outbox.exists()
