"""Signs that two members are one person: they prove nothing, so that somebody looks at the referral."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from campaigns.referrals.models import ReferralTrail
from campaigns.referrals.terms import Terms
from loyalty.members.identities import revealed
from loyalty.members.models import Identity, Member
from loyalty.refusals import Words
from loyalty.rows import array, one_row

NEAR = timedelta(days=90)  # how long ago a shared device or network still says something
SIGNS: Mapping[str, Words] = {
    "device": _("signed in from one device"),
    "address": _("signed in from one network"),
    "purchase": _("paid or had goods delivered alike"),
    "email": _("e-mail addresses of one mailbox"),
    "person": _("one family name and birthday"),
}
_SHARED = """
select coalesce(array_agg(distinct f.kind), '{}') from campaigns_referraltrail f
join campaigns_referraltrail r on r.kind = f.kind and r.digest = f.digest and r.member_id = %(referrer)s
  and r.seen_at > %(since)s
where f.member_id = %(friend)s and f.seen_at > %(since)s
"""
_ALIKE = """
select exists (
  select 1 from loyalty_order f join unnest(%(names)s::text[]) as name on f.cart -> 'attributes' ->> name <> ''
  join loyalty_order r on r.member_id = %(referrer)s
    and r.cart -> 'attributes' ->> name = f.cart -> 'attributes' ->> name
  where f.member_id = %(friend)s
)
"""


def signs_of(*, referrer_id: int, friend_id: int, terms: Terms, at: datetime) -> list[str]:
    """Codes of `SIGNS` that the two share, of those the terms look for. At most four queries."""
    return [sign for sign in _found(referrer_id, friend_id, terms, at) if sign in terms.same]


def _found(referrer_id: int, friend_id: int, terms: Terms, at: datetime) -> Iterator[str]:
    pair = {"referrer": referrer_id, "friend": friend_id}
    shared = one_row(_SHARED, {**pair, "since": at - NEAR})
    yield from (kind.value for kind in ReferralTrail.Kind if shared and kind.value in shared[0])
    if terms.attributes:
        alike = one_row(_ALIKE, {**pair, "names": array(terms.attributes)})
        if alike and alike[0]:
            yield "purchase"
    boxes: dict[int, set[str]] = {referrer_id: set(), friend_id: set()}
    for row in Identity.objects.filter(member_id__in=boxes, kind=Identity.Kind.EMAIL):
        boxes[row.member_id].add(_mailbox(revealed(row)))
    if boxes[referrer_id] & boxes[friend_id]:
        yield "email"
    known = set(
        Member.objects.filter(pk__in=boxes, birthday__isnull=False).exclude(last_name="")
        .values_list("pk", "last_name", "birthday")
    )  # fmt: skip
    if len(known) > len({(name.casefold(), birthday) for _pk, name, birthday in known}):
        yield "person"


def _mailbox(email: str) -> str:
    """Where the letters end up with most providers: points and what follows a plus do not matter."""
    name, _at, domain = email.partition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"
