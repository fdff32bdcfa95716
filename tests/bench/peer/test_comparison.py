"""django-oscar beside the engine: a time counts when both took the same off, a missing peer is said."""

import sys
from pathlib import Path

import pytest

from tests.bench.engine import ours
from tests.bench.peer import environment
from tests.bench.peer.comparison import Comparison, NoAnswer, Priced, compare, parse_answer
from tests.bench.peer.environment import NAME, ask


def _of(ms: float, discount: int = 1_000) -> Priced:
    return Priced(ms=ms, discount_kopecks=discount)


def _peers(**answers: Priced) -> Comparison:
    """Asked with 10, then 100 offers; ours takes 0.5 ms for either."""

    def peers(count: int) -> Priced:
        if found := answers.get(f"with_{count}"):
            return found
        raise NoAnswer("it could not be installed")

    return compare(what="peer 1.0", sizes=(10, 100), peers=peers, ours=lambda _count: _of(0.5))


def test_both_are_told_by_the_number_of_offers() -> None:
    found = _peers(with_10=_of(145.04), with_100=_of(1_300))

    assert found.as_json() == {
        "what": "peer 1.0", "ms": {"10": 145.0, "100": 1300.0}, "ours_ms": {"10": 0.5, "100": 0.5},
    }  # fmt: skip
    assert found.as_rows() == ["| 10 | 145 | 0.500 | 290 |", "| 100 | 1300 | 0.500 | 2600 |"]


def test_a_peer_that_cannot_be_installed_is_said_and_ours_is_measured_all_the_same() -> None:
    found = _peers()

    assert found.as_json() == {
        "what": "peer 1.0", "ms": {}, "ours_ms": {"10": 0.5, "100": 0.5},
        "missing": "10 offers: it could not be installed",
    }  # fmt: skip


def test_a_time_with_another_discount_does_not_count() -> None:
    found = _peers(with_10=_of(145), with_100=_of(1_300, discount=900))

    assert (found.ms, found.missing) == ({10: 145}, "100 offers: it takes 900 kopecks off, and we 1000")


def test_the_answer_is_read_from_what_the_shop_prints() -> None:
    assert parse_answer('{"ms": 144.9, "discount_kopecks": 1000}') == _of(144.9)


@pytest.mark.parametrize("printed", ["", "Traceback", '{"ms": 144.9}', '{"ms": "fast", "discount_kopecks": 1000}'])
def test_anything_else_it_prints_is_no_answer(printed: str) -> None:
    with pytest.raises(NoAnswer, match="no answer"):
        parse_answer(printed)


@pytest.mark.parametrize("python", ["false", "no-such-python"])
def test_an_installation_that_fails_is_no_answer_and_is_not_taken_for_one(
    python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a Python that can make no environment
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "_FOLDER", tmp_path / "oscar")
    monkeypatch.setattr(environment, "_INSTALLED", tmp_path / "oscar" / "installed.txt")
    monkeypatch.setattr(sys, "executable", python)

    # when, then
    for _time in range(2):
        with pytest.raises(NoAnswer, match="it could not be installed"):
            ask(offers=[], lines=[])


def test_the_name_is_the_pinned_one() -> None:
    assert NAME == "django-oscar 4.2.1"


def test_two_products_of_the_cart_are_on_offer_at_five_percent() -> None:
    assert ours(10).discount_kopecks == 2 * 500
