from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from loyalty.program.settings import Ladder, Settings, dump, parse
from loyalty.tiers.ladder import rank, tier_after, tier_at, window
from tests.loyalty.tiers.ladders import GOLD, SILVER, by_spend

MOSCOW = ZoneInfo("Europe/Moscow")
NIGHT = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)  # half past one of the 22nd in Moscow


@pytest.mark.parametrize(
    ("score", "tier", "following"),
    [
        (0, None, SILVER),
        (99_999, None, SILVER),
        (100_000, SILVER, GOLD),
        (299_999, SILVER, GOLD),
        (300_000, GOLD, None),
    ],
)
def test_a_score_reaches_the_highest_tier_it_can(score: int, tier: object, following: object) -> None:
    assert tier_at(by_spend(), score) is tier
    assert tier_after(by_spend(), score) is following


def test_no_ladder_has_no_tiers() -> None:
    assert tier_at(None, 10**9) is None


def test_rank_counts_from_the_bottom_and_a_tier_that_is_gone_is_none() -> None:
    assert [rank(by_spend(), code) for code in ("", "silver", "gold", "platinum")] == [0, 1, 2, 0]


def test_the_window_of_days_begins_at_a_local_midnight() -> None:
    # given thirty days, today the 22nd of November in Moscow
    counted = window(by_spend(days=30), at=NIGHT, zone=MOSCOW)

    # then they begin with the 24th of October, as Moscow has it
    assert counted.since == datetime(2026, 10, 24, tzinfo=MOSCOW)
    assert not counted.by_year


def test_a_calendar_year_counts_with_the_one_before() -> None:
    counted = window(by_spend(days=None), at=NIGHT, zone=MOSCOW)
    assert counted.since == datetime(2025, 1, 1, tzinfo=MOSCOW)
    assert counted.by_year


@pytest.mark.parametrize(
    "tiers", [(), (GOLD, SILVER), (SILVER, SILVER), (SILVER, msgspec.structs.replace(GOLD, code="silver"))]
)
def test_a_ladder_that_makes_no_sense_is_refused(tiers: tuple[object, ...]) -> None:
    settings = {**dump(Settings()), "ladder": {"measure": "spend", "days": 30, "tiers": msgspec.to_builtins(tiers)}}
    with pytest.raises(msgspec.ValidationError, match="ladder"):
        parse(settings)


def test_settings_keep_a_ladder() -> None:
    settings = Settings(ladder=by_spend())
    assert parse(dump(settings)) == settings
    assert isinstance(parse(dump(settings)).ladder, Ladder)
