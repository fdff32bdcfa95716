"""Shops that take each other's goods back."""

from loyalty.shops.models import Shop


def shop_in_group(*, code: str, group_id: int | None) -> int | None:
    """The id of the shop with this code in this group; None when there is none, or no group. One query."""
    if group_id is None:
        return None
    return Shop.objects.filter(code=code, group_id=group_id).values_list("pk", flat=True).first()
