"""One or two parts, each exact to the kopeck."""

import pytest

from loyalty.purchase.fiscal import parts


@pytest.mark.parametrize(
    ("_case", "quantity_milli", "amount_kopecks", "expected"),
    [
        ("the whole amount divides", 2_000, 51_000, [(2_000, 25_500, 51_000)]),
        ("one piece", 1_000, 99, [(1_000, 99, 99)]),
        ("three pieces for 100.00", 3_000, 10_000, [(2_000, 3_333, 6_666), (1_000, 3_334, 3_334)]),
        ("nothing to pay", 3_000, 0, [(3_000, 0, 0)]),
        ("fewer kopecks than pieces", 3_000, 2, [(1_000, 0, 0), (2_000, 1, 2)]),
        ("less than a kilogram is one part", 345, 3_447, [(345, 9_991, 3_447)]),
        ("weighed, no single price", 2_345, 10_002, [(1_345, 4_265, 5_736), (1_000, 4_266, 4_266)]),
    ],
)
def test_parts(_case: str, quantity_milli: int, amount_kopecks: int, expected: list[tuple[int, int, int]]) -> None:
    found = parts(quantity_milli=quantity_milli, amount_kopecks=amount_kopecks)

    assert [(part.quantity_milli, part.price_kopecks, part.amount_kopecks) for part in found] == expected
