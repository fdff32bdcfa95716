"""How units of points are written."""

from collections.abc import Mapping

from loyalty.ledger.models import Unit
from loyalty.words import UnitWords


def unit_words() -> Mapping[str, UnitWords]:
    """The words of every unit by its code. One query."""
    rows = Unit.objects.values_list("code", "forms_ru", "forms_en", "scale")
    return {code: UnitWords(forms_ru=ru, forms_en=en, scale=scale) for code, ru, en, scale in rows}
