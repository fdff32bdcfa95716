"""The API keeps what its description promises, whatever fits the description and whatever does not."""

import json
from pathlib import Path

from tests.builders import a_key, a_shop, an_integration
from tests.fuzz.attack import ROOT, attack
from tests.fuzz.people import enrol_people

NOT_HERE = "/health/ready"  # says 503: a database of tests does not wait for its disk


def test_the_api_keeps_its_description(site: str, tmp_path: Path) -> None:
    shop = a_shop()
    key = a_key(an_integration(shop))
    enrol_people(shop.pk)
    described = json.loads((ROOT / "docs" / "openapi.json").read_bytes())["paths"]

    # when: so many examples and no time limit, so that a slow machine attacks as much as a fast one
    done = attack(
        site, key,
        *("--seed", "20261121", "--max-examples", "3", "--phases", "examples,fuzzing,stateful"),
        *("--exclude-path", NOT_HERE),
        folder=tmp_path,
    )  # fmt: skip

    # then
    assert done.returncode == 0, done.stdout
    calls = sum(len(methods) for path, methods in described.items() if path != NOT_HERE)
    assert f"Tested: {calls}" in done.stdout, done.stdout
