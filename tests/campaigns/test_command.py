import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaigns.campaign.models import Campaign
from tests.campaigns.running import a_campaign, definition

pytestmark = pytest.mark.django_db
TEN = {"percent_off": {"rate": 1_000}}


def _run(*args: str) -> str:
    out = StringIO()
    call_command("campaigns", *args, stdout=out)
    return out.getvalue()


def test_a_file_is_exported_edited_tried_and_imported(tmp_path: Path) -> None:
    # given
    a_campaign("spring", TEN)
    file = tmp_path / "campaigns.json"
    _run("export", str(file))
    edited = json.loads(file.read_text())
    edited["campaigns"][0]["effects"][0]["percent_off"]["rate"] = 1_500
    file.write_text(json.dumps(edited))

    # when
    tried = _run("import", str(file), "--publish", "--dry-run")
    done = _run("import", str(file), "--publish")

    # then
    said = "campaign spring: changed, published as version 2\n  effects[0].percent_off.rate: 1000 → 1500\n"
    assert said in tried
    assert tried.endswith("Nothing was stored: this was a dry run.\n")
    assert done.endswith(said)
    assert "spring: as it was" in _run("import", str(file), "--publish")


def test_only_the_campaigns_named_are_exported() -> None:
    a_campaign("spring", TEN)
    a_campaign("autumn", TEN)
    assert [one["code"] for one in json.loads(_run("export", "-", "--code", "autumn"))["campaigns"]] == ["autumn"]


def test_what_is_wrong_is_printed_and_nothing_is_stored(tmp_path: Path) -> None:
    file = tmp_path / "campaigns.json"
    file.write_text(json.dumps({"campaigns": [definition("good", TEN), definition("bad", TEN, lane="goodz")]}))
    with pytest.raises(CommandError, match=r"campaigns\[1\]\.lane: .*goodz"):
        _run("import", str(file))
    file.write_text("{")
    with pytest.raises(CommandError, match=r"campaigns\.json"):
        _run("import", str(file))
    assert not Campaign.objects.exists()
