"""What differs between two versions is read as sentences, not as stored values."""

from typing import Any

import pytest
from django.utils import translation

from campaigns.admin.differences import differences

pytestmark = pytest.mark.django_db
TEN = {"percent_off": {"rate": 1_000}}
NEW: dict[str, Any] = {"first_order": {}}
BASE: dict[str, Any] = {
    "code": "c", "title": {"ru": "А", "en": "A"}, "lane": "goods", "when": {"all": [{"age": {"at_least": 18}}]},
    "effects": [TEN], "budgets": [{"metric": "discount", "limit": 100_000, "period": "month"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"effects": [{"percent_off": {"rate": 500}}]}, [("effects", "10% off all goods", "5% off all goods")]),
        ({"when": {"all": [{"age": {"at_least": 18}}, NEW]}}, [("the rule", "—", "first order")]),
        ({"when": None}, [("the rule", "age at least 18", "for everyone, on every purchase")]),
        ({"when": {"any": [{"age": {"at_least": 18}}, NEW]}}, [("the rule", "age at least 18", " or ")]),
        (
            {"budgets": [{"metric": "discount", "limit": 200_000, "period": "month"}]},
            [("budgets", "₽1,000 a month", "₽2,000 a month")],
        ),
        ({"budgets": []}, [("budgets", "₽1,000 a month", "—")]),
        ({"ends_at": "2026-12-01T00:00:00+03:00"}, [("end", "—", "2026")]),
        ({"lane": "order"}, [("Lane", "Discounts on goods", "")]),
        ({"title": {"ru": "Б", "en": "A"}}, [("name → in Russian", "А", "Б")]),
        ({"on_shelf": True}, [("Computed from shelf prices", "—", "yes")]),
        ({"effects": [{"gone_long_ago": {"rate": 5}}]}, [("effects → 1", "1000", "—"), ("effects → 1", "—", "5")]),
    ],
)
def test_it_is_said_in_sentences(changed: dict[str, Any], said: list[tuple[str, str, str]]) -> None:
    with translation.override("en"):
        found = differences(BASE, {**BASE, **changed})
    assert found
    for one, (place, before, after) in zip(found, said, strict=False):
        assert place in one.place
        assert before in one.before
        assert after in one.after
        assert "{" not in one.before + one.after


def test_nothing_differs_from_itself_or_from_nothing() -> None:
    assert differences(BASE, BASE) == differences(None, BASE) == ()


def test_another_order_of_effects_is_said_whole() -> None:
    two = [TEN, {"amount_off_order": {"amount": 1_000}}]
    with translation.override("en"):
        (found,) = differences({**BASE, "effects": two}, {**BASE, "effects": two[::-1]})
    assert found.before.startswith("10% off")
    assert found.after.endswith("10% off all goods")
