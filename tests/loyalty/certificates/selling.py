"""Certificates for tests, bought and used through the real verbs."""

import itertools
from datetime import datetime
from typing import Any

import msgspec

from loyalty.catalogue.models import Product
from loyalty.certificates.account import balances_of
from loyalty.certificates.code import opened
from loyalty.certificates.issue_batch import issue_batch
from loyalty.certificates.models import Certificate, CertificateProduct
from loyalty.certificates.sold import IssuedCertificate
from loyalty.ledger.cause import Cause, Principal
from loyalty.ledger.prove import prove
from loyalty.purchase.cart import Cart, CartCertificate, CartLine
from loyalty.shops.models import Shop
from tests.builders import NOON, a_cart, an_order

SKU = "GIFT"
STAFF = Cause(principal=Principal("staff", 1), reason="by hand")
_numbers = itertools.count(1)


def a_kind(
    sku: str = SKU, *, nominals: tuple[int, ...] = (100_000,), least: int | None = None, most: int | None = None
) -> CertificateProduct:
    """A kind of certificates with its goods in the catalogue: for 1 000 roubles, unless told."""
    Product.objects.get_or_create(sku=sku, defaults={"name": "Подарочный сертификат", "is_certificate": True})
    kind, _made = CertificateProduct.objects.get_or_create(
        sku=sku,
        defaults={
            "name_ru": "Подарочный сертификат", "name_en": "Gift certificate", "nominals": list(nominals),
            "least_kopecks": least, "most_kopecks": most,
        },
    )  # fmt: skip
    return kind


def gift_cart(
    *, price: int = 100_000, pieces: int = 1, member_id: int | None = None, card_id: int | None = None
) -> Cart:
    """A cart of certificates."""
    line = CartLine(line_id="1", sku=SKU, quantity_milli=pieces * 1000, price_kopecks=price, card_id=card_id)
    return Cart(member_id=member_id, lines=(line,))


def a_certificate(shop: Shop, *, kopecks: int = 100_000, at: datetime = NOON, **how: Any) -> IssuedCertificate:
    """One that was bought and paid for, for 1 000 roubles unless told."""
    a_kind(nominals=(kopecks,))
    (issued,) = an_order(shop, gift_cart(price=kopecks, **how), at=at).certificates
    return issued


def a_card(*, with_pin: bool = False) -> str:
    """The code of a card that nobody has paid for yet, of 1 000 roubles."""
    batch = issue_batch(
        product=a_kind(), count=1, nominal_kopecks=100_000, is_paid=False, with_pin=with_pin, reason="карты для касс",
        cause=STAFF, at=NOON,
    )  # fmt: skip
    return opened(bytes(Certificate.objects.get(batch_id=batch).sealed))


def paid_with(
    certificate_id: int,
    kopecks: int | None = None,
    *,
    price: int = 40_000,
    pieces: int = 1,
    member_id: int | None = None,
) -> Cart:
    """A cart that a certificate pays, with exactly `kopecks` or as much as there is to pay."""
    cart = a_cart(member_id, price=price, pieces=pieces)
    return with_certificates(cart, CartCertificate(id=certificate_id, kopecks=kopecks))


def with_certificates(cart: Cart, *certificates: CartCertificate) -> Cart:
    return msgspec.structs.replace(cart, certificates=certificates)


def money_on(certificate_id: int, *, at: datetime = NOON) -> int:
    """Kopecks that it has, reserved ones included."""
    return balances_of([certificate_id], at=at)[certificate_id].active


def free_on(certificate_id: int, *, at: datetime = NOON) -> int:
    """Kopecks that nobody has reserved."""
    book = balances_of([certificate_id], at=at)[certificate_id]
    return book.available(book.instant(at))


def broken_laws(at: datetime = NOON) -> list[str]:
    """Codes of the laws that do not hold."""
    return [query.code for query in prove(at=at).queries if query.violations]
