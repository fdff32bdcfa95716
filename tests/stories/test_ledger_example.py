"""The worked example of loyalty/ledger/README.md, run from the page itself."""

import re
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from loyalty.ledger.capture import capture
from loyalty.ledger.claw_back import claw_back
from loyalty.ledger.give_back import give_back
from loyalty.ledger.lot_dates import grace_until
from loyalty.ledger.night import run_night
from loyalty.program.current import program
from tests.loyalty.ledger.points import ANNA, BONUS, DAY, NOON, a_key, an_occasion, because, bonus, give, reserve, spend

README = Path(__file__).parents[2] / "loyalty" / "ledger" / "README.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)


def noon(day: str | int) -> datetime:
    return NOON + (int(day) - 1) * DAY


class Diary:
    """Does what a line of the table says."""

    def __init__(self) -> None:
        self.orders: defaultdict[str, int] = defaultdict(an_occasion)
        self.holds: dict[str, int] = {}

    def do(self, words: str, at: datetime) -> None:
        verb = words.partition(" ")[0]
        said = re.search(r"(?P<points>\d+)?(?: from day (?P<start>\d+))?(?: until day (?P<end>\d+))?"
                         r"(?: (?:for|of) order (?P<order>\w))?$", words)  # fmt: skip
        assert said is not None
        points = int(said["points"] or 0)
        order_id = self.orders[said["order"]] if said["order"] else None
        cause = because("example", order_id=order_id)
        match verb:
            case "earn":
                start = noon(said["start"]) if said["start"] else at
                give(points, at=at, available_from=start, expires_at=noon(said["end"]), order_id=order_id)
            case "burn":
                spend(points, at=at, order_id=order_id)
            case "hold":
                self.holds[said["order"]] = reserve(points, at=at, expires_at=noon(said["end"]), order_id=order_id)
            case "capture":
                capture(hold_id=self.holds[said["order"]], points=points, at=at, cause=cause)
            case "claw":
                claw_back(owner=ANNA, unit=BONUS, points=points, debt=True, at=at, cause=cause, natural_key=a_key())
            case "give":
                until = grace_until(program(), at=at)
                give_back(
                    owner=ANNA, unit=BONUS, points=points, renewed_until=until, at=at, cause=cause, natural_key=a_key()
                )
            case "night":
                run_night(at=at)
            case "nothing:":
                pass
            case _:
                raise AssertionError(words)


def test_the_table_of_the_page_is_true(db: None) -> None:
    diary = Diary()
    rows = ROW.findall(README.read_text())
    assert len(rows) == 13
    for day, words, *expected in rows:
        diary.do(words, noon(day))
        balance = bonus(at=noon(day))
        said = [balance.available, balance.pending, balance.held, balance.debt]
        assert said == [int(number) for number in expected], f"day {day}: {words}"
