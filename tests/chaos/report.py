"""The table people read, and the JSON object that programs do."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.chaos.audit import Finding
from tests.chaos.client import Sent
from tests.chaos.kills import Kill

_SHOWN = 5


def report(
    *, kills: Sequence[Kill], sent: Sequence[Sent], calm: tuple[float, float], findings: Sequence[Finding]
) -> bool:
    """Print it all, the JSON last; whether everything is in order."""
    ok = all(kill.until is not None for kill in kills) and not any(finding.broken for finding in findings)
    rows = [_row(kill, sent) for kill in kills]
    usual = _usual(sent, calm)
    print(
        f"\n{'killed':20}{'back, s':>9}{'requests':>10}{'in doubt':>10}{'resolved':>10}{'worst, s':>10}  first trouble"
    )
    for row in rows:
        back = "never" if row["back"] is None else f"{row['back']:.1f}"
        print(
            f"{row['what']:20}{back:>9}{row['requests']:>10}{row['in_doubt']:>10}{row['resolved']:>10}{row['worst']:>10.1f}"
            f"  {', '.join(f'{name} {times}' for name, times in row['troubles'].items())}"
        )
    print(f"\n{'requests':24}{'sent':>8}{'in doubt':>10}{'p50, ms':>9}{'p99, ms':>9}")
    for what, line in usual.items():
        print(f"{what:24}{line['sent']:>8}{line['in_doubt']:>10}{line['p50_ms']:>9}{line['p99_ms']:>9}")
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


def _usual(sent: Sequence[Sent], calm: tuple[float, float]) -> dict[str, Any]:
    """By kind of request: all of them, and the first tries of the calm beginning."""
    lines = {}
    for what in sorted({each.what for each in sent}):
        of_it = [each for each in sent if each.what == what]
        quiet = sorted(each.first for each in of_it if calm[0] <= each.at < calm[1]) or [0.0]
        lines[what] = {
            "sent": len(of_it),
            "in_doubt": sum(each.tries > 1 for each in of_it),
            "p50_ms": round(quiet[len(quiet) // 2] * 1000),
            "p99_ms": round(quiet[min(len(quiet) - 1, len(quiet) * 99 // 100)] * 1000),
        }
    return lines
