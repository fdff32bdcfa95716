"""What was measured, and how it is written down."""

import json
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psutil

from tests.bench.peer.comparison import Comparison

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "benchmarks.md"
_BESIDE = "## Beside a peer"
_HOW = """\
The offers of P1 on its cart of 20 lines, with the same discount in both: two apply, eight are out of reach, the
others are for goods that are not in the cart. Milliseconds of processor of our engine, its campaigns compiled
before, and of `Applicator.apply_offers` over SQLite in memory, its basket and offers read before. The first run
installs the peer into `var/bench/oscar`; nothing of ours needs it.

"""


@dataclass(frozen=True, kw_only=True)
class Result:
    """`value` in `unit`; `ratio` is to `reference`, measured in turns with it; `n` is how many were measured."""

    what: str
    value: float
    unit: str
    reference: str
    ratio: float | None
    goal: str
    met: bool
    n: int
    notes: tuple[str, ...] = ()
    peer: Comparison | None = None

    def as_json(self) -> dict[str, object]:
        told: dict[str, object] = {
            "what": self.what, "value": self.value, "unit": self.unit, "reference": self.reference,
            "ratio": self.ratio, "goal": self.goal, "met": self.met, "n": self.n,
        }  # fmt: skip
        return {**told, "peer": self.peer.as_json()} if self.peer else told


def middle(values: Sequence[float]) -> float:
    return round(median(values), 3)


def p99(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)] if values else 0.0


def report(results: dict[str, Result], *, command: str) -> None:
    """Print the table, keep it in docs/benchmarks.md, and end with one line of JSON.

    What this run did not measure stays on the page as an earlier run left it.
    """
    rows, notes = _kept()
    for key, one in results.items():
        rows[key.upper()] = _row(key.upper(), one)
        notes[key.upper()] = [f"- {key.upper()}: by `{command}`, other load {_LOAD:.1f}"]
        notes[key.upper()] += [f"- {key.upper()}: {note}" for note in one.notes]
    order = sorted(rows, key=lambda name: int(name[1:]))
    lines = [*_head(), *(rows[n] for n in order), "", *(line for n in order for line in notes[n])]
    text = "\n".join([*lines, *_beside(results, command=command)]) + "\n"
    print("\n" + text)
    PAGE.write_text(text)
    print(json.dumps({key: result.as_json() for key, result in results.items()}, ensure_ascii=False))


def _kept() -> tuple[dict[str, str], dict[str, list[str]]]:
    """Rows and notes of the page as it is."""
    lines = PAGE.read_text().splitlines() if PAGE.exists() else []
    rows = {found[1]: line for line in lines if (found := re.match(r"\| (P\d+) \|", line))}
    notes: dict[str, list[str]] = {name: [] for name in rows}
    for line in lines:
        if (found := re.match(r"- (P\d+): ", line)) and found[1] in notes:
            notes[found[1]].append(line)
    return rows, notes


def _beside(results: dict[str, Result], *, command: str) -> list[str]:
    """The section on the peer: this run's, or the page's as it is where the peer gave no answer."""
    measured = [one.peer for one in results.values() if one.peer and one.peer.ms]
    if not measured:
        lines = PAGE.read_text().splitlines() if PAGE.exists() else []
        return ["", *lines[lines.index(_BESIDE) :]] if _BESIDE in lines else []
    return [
        "",
        _BESIDE,
        "",
        *_HOW.splitlines(),
        f"| Offers | {measured[0].what}, ms | Ours, ms | Ratio |",
        "|---|---|---|---|",
        *measured[0].as_rows(),
        "",
        f"By `{command}`, {_now()} UTC.",
    ]


def _head() -> list[str]:
    memory = round(psutil.virtual_memory().total / 2**30)
    return [
        "# Benchmarks",
        "",
        "Written by `make bench`. The machine is shared and noisy, so every goal is a ratio to a reference measured in",
        "turns with it, in the same run and on the same servers; the ratio is the median of the rounds.",
        "",
        f"- {psutil.cpu_count()} cores ({platform.machine()}), {memory} GB of memory; servers and clients share them",
        "- PostgreSQL 18 with fsync on; granian with 2 workers of 4 threads",
        "",
        "| | What | Measured | Reference | Ratio | Goal | Met | n | When, UTC |",
        "|---|---|---|---|---|---|---|---|---|",
    ]


def _row(name: str, one: Result) -> str:
    ratio = "" if one.ratio is None else f"{one.ratio:g}"
    met = "yes" if one.met else "**no**"
    cells = (name, one.what, f"{one.value:g} {one.unit}", one.reference, ratio, one.goal, met, str(one.n), _now())
    return f"| {' | '.join(cells)} |"


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M}"


_LOAD = psutil.getloadavg()[0]
