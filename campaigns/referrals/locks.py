"""The lock of a referral's row, which comes before members and accounts: nothing else waits for it."""

from campaigns.referrals.models import Referral


def lock_referral(*, referral_id: int) -> Referral:
    """The row with its version, locked until the transaction ends; what else it stands on is read after this."""
    locked = Referral.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("version").get(pk=referral_id)
