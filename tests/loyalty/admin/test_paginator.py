"""Long lists are not counted to the end."""

import pytest
from django.utils import translation

from loyalty.admin import paginator
from loyalty.admin.paginator import BoundedPaginator
from loyalty.catalogue.models import Category


@pytest.mark.parametrize(("rows", "total", "pages"), [(0, "0", 1), (4, "4", 2), (5, "more than 4", 2)])
def test_the_count_stops_at_the_bound(
    db: None, monkeypatch: pytest.MonkeyPatch, rows: int, total: str, pages: int
) -> None:
    monkeypatch.setattr(paginator, "MOST", 4)
    for number in range(rows):
        Category.objects.create(code=str(number), name="x")
    listed = BoundedPaginator(Category.objects.order_by("id"), 2)
    with translation.override("en"):
        assert listed.total == total
    assert listed.num_pages == pages
