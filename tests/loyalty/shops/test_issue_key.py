import pytest

from loyalty.shops.authenticate import authenticate
from loyalty.shops.issue_key import UnknownScope, issue_key
from loyalty.shops.models import ApiKey
from tests.builders import NOON
from tests.cast import Cast


def test_old_and_new_keys_overlap(cast: Cast) -> None:
    # when a second key is issued to the same till
    key, secret = issue_key(integration=cast.till, scopes=["quotes", "quotes"], name="замена")
    # then both work, the new one with its own scopes
    old, new = authenticate(secret=cast.key, at=NOON), authenticate(secret=secret, at=NOON)
    assert old is not None
    assert new is not None
    assert (new.scopes, new.key_id) == (frozenset({"quotes"}), key.prefix)
    assert new.integration_id == old.integration_id


@pytest.mark.parametrize("scopes", [[], ["everything"], ["quotes", "everything"]])
def test_a_key_needs_known_scopes(cast: Cast, scopes: list[str]) -> None:
    before = ApiKey.objects.count()
    with pytest.raises(UnknownScope):
        issue_key(integration=cast.till, scopes=scopes, name="касса")
    assert ApiKey.objects.count() == before
