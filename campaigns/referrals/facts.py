"""What invitations tell of a member. Rows: whether they came by one, and how many of theirs were rewarded, as JSON."""

from typing import Any, cast

import msgspec
from django.db.models import Count, Exists, Expression, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaigns.referrals.kinds import MEMBER_INVITED, REFERRAL_REWARDED, REFERRAL_TAKEN_BACK
from campaigns.referrals.models import Referral
from loyalty.rules.fact import SOURCES, Moment, Source, Type, member_fact

REFERRALS = "referrals"


class ReferralRow(msgspec.Struct, frozen=True):
    invited: bool
    brought: int


SOURCES.add(
    REFERRALS,
    Source(
        code=REFERRALS,
        sql="""json_build_object(
          'invited', exists (select 1 from campaigns_referral r where r.friend_id = m.id and r.genuine),
          'brought', (select count(*) from campaigns_referral r
            where r.referrer_id = m.id and r.state = 'rewarded'))""",
        parse=lambda raw: msgspec.convert(raw, ReferralRow),
        moved_by=frozenset({MEMBER_INVITED, REFERRAL_REWARDED, REFERRAL_TAKEN_BACK}),
    ),
)


def _invited(moment: Moment) -> Expression:
    return cast(Expression, Exists(Referral.objects.filter(friend=OuterRef("pk"), genuine=True)))


def _brought(moment: Moment) -> Expression:
    mine: Any = Referral.objects.filter(referrer=OuterRef("pk"), state=Referral.State.REWARDED).order_by()
    count = mine.values("referrer").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), Value(0), output_field=IntegerField())


INVITED = member_fact(
    key="invited", label=_("Came by an invitation"), type=Type.FLAG, source=REFERRALS,
    fold=lambda row, moment: row.invited, expression=_invited,
)  # fmt: skip
FRIENDS_BROUGHT = member_fact(
    key="friends_brought", label=_("Friends brought"), type=Type.NUMBER, source=REFERRALS,
    fold=lambda row, moment: row.brought, expression=_brought,
)  # fmt: skip
