"""What is told is what is unusual for the figure itself."""

from fractions import Fraction

from analytics.digest.changes import TOLD, most_changed


def _weeks(*numbers: int | None) -> list[Fraction | None]:
    return [None if number is None else Fraction(number) for number in numbers]


def test_the_unusual_comes_first_and_the_usual_last() -> None:
    # given one that always jumps, one that is calm, and one that did not change
    found = most_changed(
        {
            "jumps": _weeks(100, 200, 100, 200, 100, 200, 100, 220),
            "calm": _weeks(1_000, 1_010, 1_000, 1_010, 1_000, 1_010, 1_000, 900),
            "still": _weeks(5, 5, 5, 5, 5, 5, 5, 5),
        }
    )
    # then: 100 is ten times the usual 10; 120 is 1.2 times the usual 100
    assert [(one.code, one.times) for one in found] == [("calm", 10), ("jumps", Fraction(6, 5))]


def test_little_and_unknown_changes_are_not_told() -> None:
    found = most_changed(
        {
            "less than a hundredth": _weeks(1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_009),
            "young": _weeks(None, None, None, None, 10, 20, 90),
            "unknown now": _weeks(1, 2, 3, 4, 5, 6, 7, None),
            "from nothing": _weeks(0, 0, 0, 0, 0, 0, 3),
        }
    )
    assert [one.code for one in found] == ["from nothing"]


def test_five_at_most() -> None:
    weeks = _weeks(1, 2, 1, 2, 1, 2, 9)
    assert len(most_changed({str(number): weeks for number in range(9)})) == TOLD
