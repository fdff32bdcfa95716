"""Gift certificates for the demo: a kind of them, some sold and partly spent, and a batch for a company."""

from datetime import datetime, timedelta

from django.db import transaction

from loyalty.catalogue.models import Product
from loyalty.certificates.issue_batch import issue_batch
from loyalty.certificates.models import CertificateProduct
from loyalty.ledger.cause import Cause, Principal
from loyalty.purchase.cart import Cart, CartCertificate, CartLine
from loyalty.purchase.commit import commit
from loyalty.purchase.models import Order
from loyalty.shops.models import Integration, Shop
from loyalty.staff.models import User

_SKU = "GIFT-CERTIFICATE"
_SOLD = ((300_000, 124_050), (100_000, 0), (500_000, 500_000), (150_000, 39_900))  # nominal, and spent of it
_EACH = timedelta(hours=3)


@transaction.atomic
def sell_gifts(*, shop_code: str, member_id: int, at: datetime) -> bool:
    """Once and all of them: False when the demo has them already. The first is in the member's cabinet."""
    if CertificateProduct.objects.filter(sku=_SKU).exists():
        return False
    Product.objects.get_or_create(sku=_SKU, defaults={"name": "Подарочный сертификат", "is_certificate": True})
    kind = CertificateProduct.objects.create(
        sku=_SKU, name_ru="Подарочный сертификат", name_en="Gift certificate", nominals=[100_000, 300_000, 500_000],
        least_kopecks=50_000, most_kopecks=1_500_000, text_ru="Желаем приятных покупок в наших магазинах.",
        text_en="Enjoy your shopping with us.",
    )  # fmt: skip
    shop = Shop.objects.get(code=shop_code)
    till = Integration.objects.filter(shop=shop).first()
    for number, (nominal, spent) in enumerate(_SOLD, start=1):
        sold_at = at - _EACH * (len(_SOLD) - number + 1)
        buyer = member_id if number == 1 else None
        line = CartLine(
            line_id="1", sku=_SKU, name="Подарочный сертификат", quantity_milli=1_000, price_kopecks=nominal
        )
        sold = _order(shop, till, f"GIFT-{number}", Cart(member_id=buyer, channel="pos", lines=(line,)), sold_at)
        if spent:
            goods = CartLine(line_id="1", sku="TEA-SET", name="Чайный набор", quantity_milli=1_000, price_kopecks=spent)
            pays = (CartCertificate(id=sold),)
            cart = Cart(channel="pos", lines=(goods,), certificates=pays)
            _order(shop, till, f"GIFT-{number}-USE", cart, sold_at + timedelta(minutes=40))
    author = User.objects.filter(is_staff=True).order_by("pk").first()
    if author is not None:
        issue_batch(
            product=kind, count=5, nominal_kopecks=100_000, is_paid=True, with_pin=True,
            reason="ООО «Ромашка», счёт 117", cause=Cause(principal=Principal("staff", author.pk), reason="by hand"),
            at=at,
        )  # fmt: skip
    return True


def _order(shop: Shop, till: Integration | None, number: str, cart: Cart, at: datetime) -> int:
    """The certificate that the order sold, 0 for none."""
    view = commit(
        shop_id=shop.pk, integration_id=till.pk if till else None, external_id=number, cart=cart, at=at,
        state=Order.State.COMPLETED,
    )  # fmt: skip
    return view.certificates[0].id if view.certificates else 0
