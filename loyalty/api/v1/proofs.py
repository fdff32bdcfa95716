"""Proof that the person at the till is the member whose points are burnt: a fresh QR code, or a code sent to them."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.api.v1.carts import CartBody
from loyalty.members.answer_challenge import answer_challenge
from loyalty.members.contacts import contact_of
from loyalty.members.find import recognise
from loyalty.members.models import Challenge
from loyalty.members.use_challenge import use_challenge
from loyalty.refusals import Refusal


@dataclass(frozen=True)
class Proof:
    """What the till brought. `refusal` is why its code was not accepted."""

    by_qr: bool = False
    challenge_id: int | None = None
    refusal: Refusal | None = None

    def use(self, *, at: datetime) -> bool:
        """Whether the person has proven it is them; a code is used up, inside the purchase. Raises the refusal."""
        if self.refusal is not None:
            raise self.refusal
        if self.challenge_id is not None:
            use_challenge(challenge_id=self.challenge_id, at=at)
        return self.by_qr or self.challenge_id is not None


def proof_of(body: CartBody, *, shop_id: int, at: datetime) -> Proof:
    """Checks a code before the purchase's transaction: a wrong one is counted even though the purchase is refused.

    It raises nothing: a repeated request has to get its stored answer, although its code no longer works.
    """
    if body.member is None:
        return Proof()
    by_qr = body.member.kind == "qr"
    if body.burn.code is None or by_qr:
        return Proof(by_qr=by_qr)
    try:
        member = recognise(kind=body.member.kind, value=body.member.value, at=at, path="member")
        if member is None:
            return Proof()
        contact = contact_of(member_id=member.id)
        answered = answer_challenge(
            purpose=Challenge.Purpose.BURN, contact=contact, code=body.burn.code, shop_id=shop_id, at=at
        )
    except Refusal as refusal:
        return Proof(refusal=refusal)
    return Proof(challenge_id=answered.challenge_id)
