"""That Valkey's stop is judged by what tills saw of it."""

import pytest

from tests.chaos.client import Sent
from tests.chaos.kills import STOPPED, Kill
from tests.chaos.report import as_fast_without_valkey

CALM = (0.0, 10.0)
KILLS = [Kill(what="web (whole)", at=15.0, until=16.0), Kill(what=STOPPED, at=20.0, until=30.0)]


def _sent(at: float, first: float, tries: int = 1) -> Sent:
    return Sent(what="quote", at=at, first=first, seconds=first * tries, tries=tries, trouble="timeout")


@pytest.mark.parametrize(
    ("stopped", "broken"),
    [
        (_sent(25.0, 0.038), ()),
        (_sent(25.0, 0.042), ("p99 42 ms, 20 before",)),
        (_sent(25.0, 0.030, tries=2), ("quote: 2 tries, timeout",)),
        (_sent(15.5, 9.0, tries=2), ()),  # the web was dead, not Valkey
    ],
)
def test_a_till_that_notices_breaks_the_law(stopped: Sent, broken: tuple[str, ...]) -> None:
    sent = [*(_sent(second, 0.020) for second in range(10)), stopped]
    assert as_fast_without_valkey(kills=KILLS, sent=sent, calm=CALM).broken == broken
