import pytest
from pytest_django import DjangoAssertNumQueries

from loyalty.ledger.add_unit import add_unit
from loyalty.ledger.models import Unit
from loyalty.ledger.units import BONUS, kept_units, units


def test_kept_units_are_read_once_in_a_while(
    db: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # given units that were read
    now = 100.0
    monkeypatch.setattr("loyalty.ledger.units._KEPT_SECONDS", 5)
    monkeypatch.setattr("loyalty.ledger.units.time.monotonic", lambda: now)
    before = kept_units()

    # when the words change
    Unit.objects.filter(code=BONUS).update(forms_en="star|stars")

    # then they are not asked for until the time is over
    now = 104.9
    with django_assert_num_queries(0):
        assert kept_units() == before
    now = 105.0
    with django_assert_num_queries(1):
        assert kept_units()[BONUS].words.forms_en == "star|stars"
    assert kept_units() == units()


def test_a_unit_made_after_the_others_were_read_is_known_at_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a till that has read the units in these five seconds
    monkeypatch.setattr("loyalty.ledger.units._KEPT_SECONDS", 5)
    monkeypatch.setattr("loyalty.ledger.units.time.monotonic", lambda: 200.0)
    assert "STAMP" not in kept_units()

    # when one more is made
    forms = {"forms_ru": "штамп|штампа|штампов", "forms_en": "stamp|stamps"}
    add_unit(code="STAMP", name_ru="Штампы", name_en="Stamps", **forms)

    # then it is known, and nonsense is not
    assert kept_units()["STAMP"].words.scale == 0
    with pytest.raises(KeyError):
        kept_units()["MILES"]
