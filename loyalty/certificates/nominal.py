"""Which amounts a kind of certificates is sold for."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.certificates.models import CertificateProduct
from loyalty.refusals import Refusal, Words


class NominalNotSold(Refusal):
    code: ClassVar[str] = "nominal_not_sold"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("This kind of certificates is not sold for this amount")
    hint: ClassVar[Words] = _("Sell it for one of its nominals, or for an amount within its bounds.")


def is_nominal(product: CertificateProduct, kopecks: int) -> bool:
    """One of its nominals, or within the bounds of its free amount."""
    if kopecks in product.nominals:
        return True
    least, most = product.least_kopecks, product.most_kopecks
    return least is not None and most is not None and least <= kopecks <= most


def check_nominal(product: CertificateProduct, kopecks: int, *, field: str) -> None:
    """NominalNotSold for any other amount."""
    if not is_nominal(product, kopecks):
        raise NominalNotSold(field=field)
