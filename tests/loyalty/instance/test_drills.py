from datetime import UTC, datetime
from pathlib import Path

from pytest_django import Settings

from loyalty.instance.drills import LastDrill, last_drill


def test_the_newest_report_tells(settings: Settings, tmp_path: Path) -> None:
    # given none yet
    settings.DRILL_DIR = tmp_path / "drill"
    assert last_drill() is None
    # when two were made
    settings.DRILL_DIR.mkdir()
    (settings.DRILL_DIR / "2026-11-01T030000.json").write_text('{"ok": true, "at": "2026-11-01T03:00:00+00:00"}')
    (settings.DRILL_DIR / "2026-11-02T030000.json").write_text('{"ok": false, "at": "2026-11-02T03:00:00+00:00"}')
    # then
    assert last_drill() == LastDrill(at=datetime(2026, 11, 2, 3, tzinfo=UTC), ok=False)
