"""A django-oscar shop that applies the offers it is told. Runs in an environment of its own (environment.py).

It reads `{"rounds", "offers", "lines"}` (comparison.py) and prints `{"ms", "discount_kopecks"}`: the median
milliseconds of processor of `Applicator.apply_offers`, whose basket and offers were read before, and what it took off.
"""

import json
import sys
from decimal import Decimal
from statistics import median
from time import process_time
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from oscar import defaults

_DJANGO = ("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sites", "haystack", "treebeard")
_SHOP = (
    "address", "analytics", "basket", "catalogue", "checkout", "communication", "customer", "offer", "order", "partner",
    "payment", "search", "shipping", "voucher", "wishlists",
)  # fmt: skip
_REVIEWS = "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig"


def main() -> None:
    asked = json.load(sys.stdin)
    _set_up()
    _open(asked["offers"], _products(asked["lines"], asked["offers"]))
    basket = _fill_basket(asked["lines"])
    rounds = [_apply(basket) for _ in range(asked["rounds"])]
    json.dump({"ms": median(ms for ms, _off in rounds), "discount_kopecks": rounds[0][1]}, sys.stdout)


def _set_up() -> None:
    """In SQLite in memory: neither disk nor network."""
    settings.configure(
        **{name: getattr(defaults, name) for name in dir(defaults) if name.startswith("OSCAR_")},
        INSTALLED_APPS=[*_DJANGO, _REVIEWS, *(f"oscar.apps.{name}.apps.{name.title()}Config" for name in _SHOP)],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        MIGRATION_MODULES=dict.fromkeys([*_SHOP, "reviews"]),  # the tables at once
        SITE_ID=1,
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


def _products(lines: list[dict[str, Any]], offers: list[dict[str, Any]]) -> dict[str, Any]:
    """By SKU, in five categories; what is on offer only has no price."""
    from oscar.apps.catalogue.models import Category, Product, ProductClass
    from oscar.apps.partner.models import Partner, StockRecord

    kind = ProductClass.objects.create(name="Goods", track_stock=False)
    partner = Partner.objects.create(name="Shop")
    categories = [Category.objects.add_root({"name": f"Category {number}"}) for number in range(5)]
    prices = {line["sku"]: _roubles(line["price_kopecks"]) for line in lines}
    offered = {offer["sku"]: None for offer in offers if offer["sku"]}
    products = {}
    for number, (sku, price) in enumerate({**offered, **prices}.items()):
        products[sku] = product = Product.objects.create(title=sku, upc=sku, product_class=kind)
        product.categories.add(categories[number % len(categories)])
        if price is not None:
            StockRecord.objects.create(product=product, partner=partner, partner_sku=sku, price=price)
    return products


def _open(offers: list[dict[str, Any]], products: dict[str, Any]) -> None:
    """Each with a range, a condition and a benefit of its own, as the dashboard makes them."""
    from oscar.apps.offer.models import Benefit, Condition, ConditionalOffer, Range

    for offer in offers:
        goods = Range.objects.create(name=offer["code"], includes_all_products=offer["sku"] is None)
        if offer["sku"]:
            goods.add_product(products[offer["sku"]])
        least, percent = _roubles(offer["at_least_kopecks"]), Decimal(offer["basis_points"]) / 100
        ConditionalOffer.objects.create(
            name=offer["code"],
            condition=Condition.objects.create(range=goods, type=Condition.VALUE, value=least),
            benefit=Benefit.objects.create(range=goods, type=Benefit.PERCENTAGE, value=percent),
        )


def _fill_basket(lines: list[dict[str, Any]]) -> int:
    from oscar.apps.basket.models import Basket
    from oscar.apps.catalogue.models import Product
    from oscar.apps.partner.strategy import Selector

    basket = Basket.objects.create()
    basket.strategy = Selector().strategy()
    for line in lines:
        basket.add_product(Product.objects.get(upc=line["sku"]))
    return int(basket.pk)


def _apply(basket_id: int) -> tuple[float, int]:
    """Milliseconds and kopecks off, of a basket and offers read anew: they remember what they were asked."""
    from oscar.apps.basket.models import Basket
    from oscar.apps.offer.applicator import Applicator
    from oscar.apps.partner.strategy import Selector

    basket = Basket.objects.get(pk=basket_id)
    basket.strategy = Selector().strategy()
    len(basket.all_lines())
    applicator = Applicator()
    offers = applicator.get_offers(basket)
    started = process_time()
    applicator.apply_offers(basket, offers)
    return (process_time() - started) * 1_000, int(basket.total_discount * 100)


def _roubles(kopecks: int) -> Decimal:
    return Decimal(kopecks) / 100


if __name__ == "__main__":
    main()
