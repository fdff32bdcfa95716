import pytest
from django.core.checks import run_checks
from pytest_django import Settings


def _ids() -> list[str | None]:
    return [message.id for message in run_checks()]


@pytest.mark.parametrize("channels", [[], ["file", "pigeon"]])
def test_an_unknown_channel_stops_the_start(settings: Settings, channels: list[str]) -> None:
    settings.MESSAGE_CHANNELS = channels
    assert "loyalty.E001" in _ids()


def test_the_settings_of_tests_are_fine() -> None:
    assert _ids() == []
