"""The API keeps what its description promises, whatever fits the description and whatever does not."""

from pathlib import Path

from tests.builders import a_key, a_shop, an_integration
from tests.fuzz.attack import attack
from tests.fuzz.people import enrol_people


def test_the_api_keeps_its_description(site: str, tmp_path: Path) -> None:
    shop = a_shop()
    key = a_key(an_integration(shop))
    enrol_people(shop.pk)

    done = attack(site, key, "--seed", "20261121", "--max-examples", "3", "--max-time", "30", folder=tmp_path)

    assert done.returncode == 0, done.stdout
