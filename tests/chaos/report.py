"""The table people read, and the JSON object that programs do."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.chaos.audit import Finding
from tests.chaos.client import Sent
from tests.chaos.kills import STOPPED, Kill

_SHOWN = 5
_SLOWER = 2


def report(
    *, kills: Sequence[Kill], sent: Sequence[Sent], calm: tuple[float, float], findings: Sequence[Finding]
) -> bool:
    """Print it all, the JSON last; whether everything is in order."""
    ok = all(kill.until is not None for kill in kills) and not any(finding.broken for finding in findings)
    rows = [_row(kill, sent) for kill in kills]
    usual = _usual(sent, calm, _stopped(kills))
    print(
        f"\n{'killed':20}{'back, s':>9}{'requests':>10}{'in doubt':>10}{'resolved':>10}{'worst, s':>10}  first trouble"
    )
    for row in rows:
        back = "never" if row["back"] is None else f"{row['back']:.1f}"
        print(
            f"{row['what']:20}{back:>9}{row['requests']:>10}{row['in_doubt']:>10}{row['resolved']:>10}{row['worst']:>10.1f}"
            f"  {', '.join(f'{name} {times}' for name, times in row['troubles'].items())}"
        )
    print(f"\n{'':42}{'calm':>18}{'Valkey stopped':>18}")
    print(f"{'requests':24}{'sent':>8}{'in doubt':>10}{'p50, ms':>9}{'p99, ms':>9}{'p50, ms':>9}{'p99, ms':>9}")
    for what, line in usual.items():
        speeds = "".join(f"{line[name]:>9}" for name in ("p50_ms", "p99_ms", "stopped_p50_ms", "stopped_p99_ms"))
        print(f"{what:24}{line['sent']:>8}{line['in_doubt']:>10}{speeds}")
    print(f"\n{'law':42}{'checked':>9}{'broken':>8}")
    for finding in findings:
        print(f"{finding.law:42}{finding.checked:>9}{len(finding.broken):>8}")
        for each in finding.broken[:_SHOWN]:
            print(f"    {each}")
    print("\n" + ("Nothing was lost and nothing was doubled." if ok else "NOT in order.") + "\n")
    laws = {each.law: {"checked": each.checked, "broken": len(each.broken)} for each in findings}
    print(json.dumps({"ok": ok, "kills": rows, "requests": usual, "laws": laws}))
    return ok


def _row(kill: Kill, sent: Sequence[Sent]) -> dict[str, Any]:
    """What was first sent between the kill and the recovery; in doubt: no final answer at the first try."""
    until = kill.until if kill.until is not None else float("inf")
    during = [each for each in sent if each.at <= until and each.at + each.seconds >= kill.at]
    doubted = [each for each in during if each.tries > 1]
    return {
        "what": kill.what,
        "back": None if kill.until is None else round(kill.until - kill.at, 1),
        "requests": len(during),
        "in_doubt": len(doubted),
        "resolved": len(doubted),  # what was not is a broken law of its own
        "worst": round(max((each.seconds for each in during), default=0.0), 1),
        "troubles": dict(Counter(each.trouble for each in doubted).most_common(3)),
    }


def as_fast_without_valkey(*, kills: Sequence[Kill], sent: Sequence[Sent], calm: tuple[float, float]) -> Finding:
    """Tills do not notice that Valkey is stopped: each is answered at the first try, the slowest hundredth in no more
    than twice the time of the calm beginning."""
    span = _stopped(kills)
    during = [each for each in sent if span[0] <= each.at < span[1]]
    usual, slowest = _first_tries(sent, calm)[1], _first_tries(sent, span)[1]
    broken = [f"{each.what}: {each.tries} tries, {each.trouble}" for each in during if each.tries > 1]
    if slowest > _SLOWER * usual:
        broken.append(f"p99 {slowest} ms, {usual} before")
    return Finding(law="tills notice no stopped Valkey", checked=len(during), broken=tuple(broken))


def _stopped(kills: Sequence[Kill]) -> tuple[float, float]:
    """From when to when Valkey was stopped; an empty span if it never was."""
    return next(((kill.at, kill.until or kill.at) for kill in kills if kill.what == STOPPED), (0.0, 0.0))


def _usual(sent: Sequence[Sent], calm: tuple[float, float], stopped: tuple[float, float]) -> dict[str, Any]:
    """By kind of request: all of them, and the first tries of the calm beginning and while Valkey was stopped."""
    lines = {}
    for what in sorted({each.what for each in sent}):
        of_it = [each for each in sent if each.what == what]
        (p50, p99), (stopped_p50, stopped_p99) = _first_tries(of_it, calm), _first_tries(of_it, stopped)
        lines[what] = {
            "sent": len(of_it),
            "in_doubt": sum(each.tries > 1 for each in of_it),
            "p50_ms": p50,
            "p99_ms": p99,
            "stopped_p50_ms": stopped_p50,
            "stopped_p99_ms": stopped_p99,
        }
    return lines


def _first_tries(sent: Sequence[Sent], span: tuple[float, float]) -> tuple[int, int]:
    """Median and 99th percentile in milliseconds of those sent in the span; noughts for none."""
    took = sorted(each.first for each in sent if span[0] <= each.at < span[1]) or [0.0]
    return round(took[len(took) // 2] * 1000), round(took[min(len(took) - 1, len(took) * 99 // 100)] * 1000)
