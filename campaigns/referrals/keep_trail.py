"""Remembers from which device and which network a member came, so that two accounts of one person are noticed."""

from datetime import datetime

from django.db import connection
from django.utils.crypto import salted_hmac

from campaigns.referrals.models import ReferralTrail
from loyalty.rows import array

_KEEP = """
insert into campaigns_referraltrail as t (member_id, kind, digest, seen_at)
select %(member)s, k.kind, decode(k.digest, 'hex'), %(at)s
from unnest(%(kind)s::text[], %(digest)s::text[]) as k(kind, digest) order by 2
on conflict (member_id, kind, digest) do update set seen_at = greatest(t.seen_at, excluded.seen_at)
"""


def keep_trail(*, member_id: int, device: str, address: str, at: datetime) -> None:
    """What is empty is not kept. One query."""
    seen = {ReferralTrail.Kind.DEVICE.value: device, ReferralTrail.Kind.ADDRESS.value: address}
    known = {kind: _digest(kind, value) for kind, value in seen.items() if value}
    values: dict[str, str | int | datetime] = {
        "member": member_id, "at": at, "kind": array(known), "digest": array(known.values())
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)


def _digest(kind: str, value: str) -> str:
    return salted_hmac(f"campaigns.referrals.{kind}", value, algorithm="sha256").hexdigest()
