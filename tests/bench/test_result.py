"""docs/benchmarks.md keeps what a run did not measure."""

import json
from pathlib import Path

import pytest

from tests.bench import result
from tests.bench.peer.comparison import Comparison
from tests.bench.result import Result, report


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(result, "PAGE", tmp_path / "benchmarks.md")
    return result.PAGE


def _measured(peer: Comparison | None = None) -> Result:
    return Result(
        what="deciding", value=0.4, unit="ms", reference="none", ratio=None, goal="≤ 0.5 ms", met=True, n=1, peer=peer
    )


def test_the_peer_is_in_the_object_and_on_the_page(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report({"p1": _measured(Comparison(what="peer 1.0", ms={10: 145.0}, ours_ms={10: 0.5}))}, command="make bench")

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["p1"]["peer"] == {"what": "peer 1.0", "ms": {"10": 145.0}, "ours_ms": {"10": 0.5}}
    table = ["| Offers | peer 1.0, ms | Ours, ms | Ratio |", "|---|---|---|---|", "| 10 | 145 | 0.500 | 290 |"]
    assert "\n".join(table) in page.read_text()


@pytest.mark.parametrize("later", [None, Comparison(what="peer 1.0", missing="10 offers: it could not be installed")])
def test_the_table_stays_when_a_later_run_has_no_peer(page: Path, later: Comparison | None) -> None:
    # given
    report({"p1": _measured(Comparison(what="peer 1.0", ms={10: 145.0}, ours_ms={10: 0.5}))}, command="make bench")
    section = page.read_text().partition("## Beside")[2]
    assert section

    # when
    report({"p1": _measured(later), "p2": _measured()}, command="make bench ONLY=p1,p2")

    # then
    assert page.read_text().partition("## Beside")[2] == section
    assert "| P2 |" in page.read_text()
