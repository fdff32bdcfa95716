"""Codes of certificates in carts: what opens nothing is refused before the request's transaction, so that a wrong try
stays counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from loyalty.api.kit import scalars
from loyalty.api.kit.body import Body
from loyalty.certificates.find import find_card, find_certificate
from loyalty.purchase.cart import CartCertificate
from loyalty.refusals import Refusal, Words
from loyalty.shops.client import Client

if TYPE_CHECKING:
    from loyalty.api.v1.carts import CartBody, LineBody

ATTRIBUTE = "certificate"  # of a line: the code of the card that is sold

CertificateCode = Annotated[scalars.Text, Meta(min_length=1, max_length=64, examples=["7KQ2-M4XT-9RHC-31WZ"])]
Pin = Annotated[str, Meta(pattern=r"^[0-9]{4,8}$(?!\n)")]


class CertificateRepeated(Refusal):
    code: ClassVar[str] = "certificate_repeated"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("The cart names one certificate twice")


class PayingCertificate(Body, frozen=True, kw_only=True):
    """A certificate that pays. Without `amount` it pays as much as there is to pay and is on it; with it, exactly that
    much. `pin` for cards that have one."""

    code: CertificateCode
    pin: Pin | None = None
    amount: scalars.MoneyAboveZero | None = None


@dataclass(frozen=True, kw_only=True)
class Codes:
    """The certificates and cards of a cart by our own ids, or the refusal of the first that opened nothing."""

    paying: tuple[CartCertificate, ...] = ()
    cards: Mapping[str, int] = field(default_factory=dict)
    refusal: Refusal | None = None

    def check(self) -> None:
        """Raises the refusal where there was one: inside the request, so that its answer is kept under its key."""
        if self.refusal is not None:
            raise self.refusal


def codes_of(body: "CartBody", *, client: Client, at: datetime, path: str = "") -> Codes:
    """Look the codes up. A query for each; what opened nothing counts against the key. None for a cart without."""
    who = f"integration:{client.integration_id}"
    try:
        return Codes(
            paying=_paying(body.certificates, who, at, path),
            cards={
                line.line_id: find_card(
                    code=line.attributes[ATTRIBUTE], who=who, at=at,
                    field=f"{path}lines[{index}].attributes.{ATTRIBUTE}",
                )
                for index, line in enumerate(body.lines)
                if ATTRIBUTE in line.attributes
            },
        )  # fmt: skip
    except Refusal as refusal:
        return Codes(refusal=refusal)


def without_code(line: "LineBody") -> dict[str, str]:
    """A line's attributes less the card's code, which is money and is kept nowhere."""
    return {name: value for name, value in line.attributes.items() if name != ATTRIBUTE}


def kopecks_of(amount: str) -> int:
    """What a field of MoneyAboveZero says, in kopecks."""
    kopecks = scalars.to_minor(amount, scale=scalars.MONEY_SCALE)
    assert kopecks, "the body was read with the pattern of the field"
    return kopecks


def _paying(asked: Sequence[PayingCertificate], who: str, at: datetime, path: str) -> tuple[CartCertificate, ...]:
    found: list[CartCertificate] = []
    for index, one in enumerate(asked):
        where = f"{path}certificates[{index}]"
        certificate_id = find_certificate(code=one.code, pin=one.pin, who=who, at=at, field=f"{where}.code")
        if any(other.id == certificate_id for other in found):
            raise CertificateRepeated(field=f"{where}.code")
        kopecks = None if one.amount is None else kopecks_of(one.amount)
        found.append(CartCertificate(id=certificate_id, kopecks=kopecks))
    return tuple(found)
