"""A file of each kind that is right, to begin with."""

from collections.abc import Mapping, Sequence

from tablib import Dataset

from loyalty.imports.models import Upload
from loyalty.imports.resources import RESOURCES
from loyalty.registries import Registry

SAMPLES: Registry[Sequence[Mapping[str, str]]] = Registry("samples of uploads")
SAMPLES.add(
    Upload.Kind.PRODUCTS,
    (
        {
            "sku": "COF-250", "name": "Кофе в зёрнах, 250 г", "category": "Продукты > Кофе", "brand": "Лесной",
            "cost": "320.00", "min_price": "399.00", "is_weighed": "0", "attributes": "обжарка: средняя; вес: 250 г",
        },
        {
            "sku": "CHEESE", "name": "Сыр полутвёрдый, кг", "category": "Продукты > Сыр", "brand": "", "cost": "610.50",
            "min_price": "", "is_weighed": "1", "attributes": "",
        },
    ),
)  # fmt: skip
SAMPLES.add(
    Upload.Kind.MEMBERS,
    (
        {
            "external": "C-1001", "phone": "+79000000001", "email": "anna@example.com", "card": "2200000000001",
            "first_name": "Анна", "last_name": "Кузнецова", "birthday": "1990-03-08", "gender": "f",
            "city": "Тверь", "attributes": "размер: L; дети: да", "language": "ru",
            "source": "анкета", "joined_at": "2025-04-01T12:00:00+03:00",
        },
        {"external": "C-1002", "phone": "+79000000002", "first_name": "Борис", "language": "ru", "source": "сайт"},
    ),
)  # fmt: skip
SAMPLES.add(
    Upload.Kind.OPENINGS,
    (
        {
            "member": "C-1001", "member_kind": "external", "unit": "BONUS", "points": "350", "available_from": "",
            "expires_at": "2027-06-30", "comment": "Остаток из прежней программы", "reference": "old-1001",
        },
        {"member": "+79000000002", "member_kind": "phone", "unit": "BONUS", "points": "80", "reference": "old-1002"},
    ),
)  # fmt: skip


def sample(*, kind: str) -> Dataset:
    """All columns of the kind and a few rows that could be loaded."""
    columns = [column.name for column in RESOURCES[kind].columns]
    rows = [tuple(row.get(name, "") for name in columns) for row in SAMPLES[kind]]
    return Dataset(*rows, headers=columns)
