"""The lock of a member's row: whoever changes a state or compares it with what follows takes it first."""

from loyalty.members.models import Member


def lock_member(*, member_id: int) -> str:
    """Lock the row until the transaction ends and return its state; Member.DoesNotExist when there is none."""
    return Member.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=member_id)
