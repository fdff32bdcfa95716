import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from cabinet.accent import contrast, parse, stylesheet

WHITE, DARK, PAGE = (255, 255, 255), (27, 30, 34), (244, 244, 241)
channel = st.integers(0, 255)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), WHITE) == pytest.approx(21)
    assert contrast((118, 118, 118), WHITE) == pytest.approx(4.54, abs=0.01)


@given(st.tuples(channel, channel, channel))
def test_any_colour_of_a_retailer_can_be_read(accent: tuple[int, int, int]) -> None:
    # when
    css = stylesheet(accent)

    # then what is written on it, and it as text on the page by day and by night
    on_accent = parse(_value(css, "--on-accent"))
    by_day, by_night = (parse(value) for value in re.findall(r"--accent-text:(#\w+)", css))
    assert contrast(on_accent, accent) >= 4.5
    assert contrast(by_day, PAGE) >= 4.5
    assert contrast(by_night, DARK) >= 4.5


def test_a_colour_that_can_be_read_is_kept() -> None:
    assert _value(stylesheet((15, 107, 79)), "--accent-text") == "#0f6b4f"


@pytest.mark.parametrize("text", ["green", "#fff", "#12345g", "0f6b4f", "#0f6b4f;}body{", ""])
def test_anything_but_six_digits_stops_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CABINET_ACCENT"):
        parse(text)


def _value(css: str, name: str) -> str:
    found = re.search(f"{name}:(#[0-9a-f]{{6}})", css)
    assert found
    return found[1]
