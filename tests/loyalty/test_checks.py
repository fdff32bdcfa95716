import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from loyalty.events.kinds import ORDER_COMPLETED
from tests.fakes.reactions import reacting


def _ids() -> list[str | None]:
    return [message.id for message in run_checks()]


@pytest.mark.parametrize("channels", [[], ["file", "pigeon"]])
def test_an_unknown_channel_stops_the_start(settings: Settings, channels: list[str]) -> None:
    settings.MESSAGE_CHANNELS = channels
    assert "loyalty.E001" in _ids()


@pytest.mark.parametrize(
    ("kind", "found"), [("order.complete", True), (ORDER_COMPLETED, False), ("shop.review", False)]
)
def test_a_reaction_to_what_never_happens_stops_the_start(kind: str, found: bool) -> None:
    with reacting("see", lambda event, at: None, kind):
        assert ("loyalty.E002" in _ids()) is found


def test_the_settings_of_tests_are_fine() -> None:
    assert _ids() == []
