from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

from django.db import connections

from loyalty.imports.copy_orders import copy_orders
from loyalty.purchase.models import Order
from tests.builders import a_cart, a_shop, an_order
from tests.loyalty.imports.files import load, receipts


def test_a_till_that_is_first_with_an_order_does_not_stop_an_import(own_database: str, tmp_path: Path) -> None:
    # given a till that commits R-1 after the import has looked for it and before it copies
    shop = a_shop("centre")
    source = receipts(tmp_path, {"order_id": "R-1"}, {"order_id": "R-2"})

    def sell() -> None:
        an_order(shop, a_cart(), number="R-1")
        connections.close_all()

    tills = [Thread(target=sell)]

    def late(**how: Any) -> None:
        if tills:
            till = tills.pop()
            till.start()
            till.join()
        copy_orders(**how)

    # when the file is imported
    with patch("loyalty.imports.load_history.copy_orders", late):
        done = load(source)

    # then the till's order stands, the receipt of that number is rejected, and the other is loaded
    assert done.counts.reasons == {"order_differs_from_stored": 1}
    assert sorted(Order.objects.values_list("external_id", "source")) == [("R-1", "api"), ("R-2", "import")]
