"""Adds a kind of points that only counts: stamps, visits."""

from loyalty.ledger.models import Unit


def add_unit(*, code: str, name_ru: str, name_en: str, forms_ru: str, forms_en: str) -> None:
    """A unit without a price: campaigns give it and spend it, and it pays for nothing else. One that is there stays as
    it is. Forms are those for 1, 2 and 5 in Russian and for 1 and many in English: `штамп|штампа|штампов`."""
    names = {"name_ru": name_ru, "name_en": name_en, "forms_ru": forms_ru, "forms_en": forms_en}
    Unit.objects.get_or_create(code=code, defaults=names)
