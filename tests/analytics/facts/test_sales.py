"""What is left of an order's lines."""

import pytest

from analytics.facts.fact import facts
from loyalty.catalogue.models import Product
from loyalty.rows import all_rows
from tests.builders import a_cart, a_member, a_return, a_shop, an_order


@pytest.mark.django_db
def test_cost_is_that_of_the_pieces_that_were_kept() -> None:
    # given two orders of three pieces each, one of goods whose cost is known: 90.01 a piece
    shop, member = a_shop(), a_member()
    unknown = an_order(shop, a_cart(member, price=45_000, pieces=3))
    sku = all_rows("select sku from loyalty_orderline", {})[0][0]
    Product.objects.create(sku=sku, name="Кофе", cost_kopecks=9_001)
    known = an_order(shop, a_cart(member, price=45_000, pieces=3))

    # when one piece of each comes back
    for order in (unknown, known):
        a_return(order, 1000)

    # then the cost is that of two pieces
    rows = all_rows(
        f"select cost, known_cost, known_paid, paid from ({facts['sales'].sql}) as sale order by order_id", {}
    )
    assert [row[:3] for row in rows] == [(None, 0, 0), (18_002, 18_002, rows[1][3])]
    lines = all_rows(f"select cost from ({facts['sale_lines'].sql}) as line order by order_id", {})
    assert lines == [(None,), (18_002,)]
