"""Which lines of a cart are gift certificates of ours, and whether they can be sold so. Reads, writes nothing."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.certificates.models import CertificateProduct
from loyalty.certificates.nominal import check_nominal
from loyalty.certificates.sold import SoldLine
from loyalty.money import MILLI
from loyalty.purchase.cart import Cart
from loyalty.purchase.facts import Facts
from loyalty.refusals import Refusal, Words

MOST_PIECES = 100  # in one line: more are a corporate order, issued by hand


class CertificatePieces(Refusal):
    code: ClassVar[str] = "certificate_pieces"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("Certificates are sold in whole pieces, at most 100 in a line, a card by itself")
    hint: ClassVar[Words] = _("Put each card into a line of its own.")


class NotACertificate(Refusal):
    code: ClassVar[str] = "not_a_certificate"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("A card was scanned with goods that are no certificate")
    hint: ClassVar[Words] = _("Send the card's code with the line of its own kind of certificates.")


def plan_sale(*, cart: Cart, facts: Facts, must: bool = False) -> tuple[SoldLine, ...]:
    """The certificates among the goods, in the order of the lines. Goods that the catalogue calls certificates and that
    are no kind of ours are somebody else's, and are left alone.

    NominalNotSold, CertificatePieces, NotACertificate; with `must` the sale has happened and nothing is checked. One
    query, none without certificates among the goods.
    """
    lines = [
        (index, line)
        for index, (line, goods) in enumerate(zip(cart.lines, facts.goods, strict=True))
        if goods.is_certificate or line.card_id is not None
    ]
    if not lines:
        return ()
    kinds = CertificateProduct.objects.filter(sku__in={line.sku for _index, line in lines})
    ours = {kind.sku: kind for kind in kinds if must or kind.is_active}
    planned = []
    for index, line in lines:
        kind = ours.get(line.sku)
        if kind is None or not facts.goods[index].is_certificate:
            if line.card_id is not None and not must:
                raise NotACertificate(field=f"lines[{index}].attributes.certificate")
            continue
        pieces, part = divmod(line.quantity_milli, MILLI)
        if not must:
            most = MOST_PIECES if line.card_id is None else 1
            if part or not 1 <= pieces <= most:
                raise CertificatePieces(field=f"lines[{index}].quantity")
            check_nominal(kind, line.price_kopecks, field=f"lines[{index}].price")
        planned.append(
            SoldLine(
                line_id=line.line_id, product=kind, nominal_kopecks=line.price_kopecks, pieces=pieces,
                card_id=line.card_id,
            )
        )  # fmt: skip
    return tuple(planned)
