"""The card a member carries."""

from loyalty.members.models import Identity


def card_of(*, member_id: int) -> str | None:
    """The number of the newest card, for the member's own eyes; None without one. One query."""
    cards = Identity.objects.filter(member_id=member_id, kind=Identity.Kind.CARD)
    return cards.order_by("-pk").values_list("value", flat=True).first()
