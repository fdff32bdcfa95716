from pathlib import Path

import pytest
from django.utils.translation import override

from loyalty.imports.columns import MEMBERS, OPENINGS, PRODUCTS, RECEIPTS, SHOP_MAP, Column

DOCS = Path(__file__).parents[3] / "docs" / "import.md"


@pytest.mark.parametrize("columns", [RECEIPTS, PRODUCTS, MEMBERS, OPENINGS, SHOP_MAP])
def test_the_docs_show_every_column_with_its_meaning(columns: tuple[Column, ...]) -> None:
    with override("en"):
        rows = [f"| `{one.name}` | {'required' if one.required else ''} | {one.meaning} |" for one in columns]
    assert "\n".join(rows) in DOCS.read_text()
