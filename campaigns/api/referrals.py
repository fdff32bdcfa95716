"""`/members/{id}/referral`: whom a member invited, and who invited them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from django.http import HttpResponse
from msgspec import Meta
from rest_framework.request import Request

from campaigns.api import examples
from campaigns.referrals.bind import bind
from campaigns.referrals.give_code import give_code
from campaigns.referrals.mine import Friend, Mine, mine
from campaigns.referrals.models import Referral
from campaigns.referrals.terms import InForce, in_force
from campaigns.referrals.words import PublicWhy, friend_words, link_of, public_why, share_text
from loyalty.api.kit import scalars
from loyalty.api.kit.body import Body, read_body
from loyalty.api.kit.door import Door, answer
from loyalty.api.kit.idempotent import write
from loyalty.api.kit.openapi import operation
from loyalty.api.kit.scalars import local
from loyalty.api.v1.balances import member_or_404
from loyalty.api.v1.decisions import Amount
from loyalty.ledger.units import kept_units
from loyalty.members.find import MemberView
from loyalty.members.invitations import AlreadyInvited, InvalidReferral, InvitedTooLate, OwnReferral, ReferralRing
from loyalty.members.models import Member
from loyalty.money import to_decimal
from loyalty.program.current import program
from loyalty.shops.models import Scope


class ReferralBody(Body, frozen=True, kw_only=True):
    """The code of whoever invited this member, as it was typed or scanned."""

    code: Annotated[scalars.Word, Meta(min_length=1)]


class FriendAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One invitation that was accepted. `points_after` is when the reward comes, if the purchase is kept; `why` says
    why none came, `text` all of it to the member."""

    joined_at: datetime
    state: Literal["joined", "waiting", "rewarded", "review", "refused", "taken_back"]
    why: PublicWhy
    points_after: datetime | None
    unit: str
    points: Amount
    text: str


class EarnedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    unit: str
    amount: Amount


class ReferralAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`code`, `link` and `text` to send to friends are null while nobody can be invited. `invited` says whether the
    member came by an invitation themselves; `friends` are the newest hundred."""

    code: str | None
    link: str | None
    text: str | None
    invited: bool
    friends_invited: int
    friends_waiting: int
    friends_rewarded: int
    earned: list[EarnedAnswer]
    friends: list[FriendAnswer]


class AcceptedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`review`: somebody has to look at it first."""

    state: Literal["joined", "waiting", "rewarded", "review", "refused", "taken_back"]


class MemberReferral(Door):
    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.MEMBERS, "POST": Scope.ENROL}

    @operation("read_referral", "Whom a member invited", answers={200: ReferralAnswer})
    def get(self, request: Request, member_id: int) -> HttpResponse:
        """The member's code, their friends without names, and what came of each invitation."""
        member = member_or_404(member_id)
        return answer(self._of(member, in_force(), mine(member_id=member.id)))

    @operation(
        "accept_referral",
        "Say who invited a member",
        request=ReferralBody,
        example=examples.REFERRAL,
        answers={200: AcceptedAnswer},
        refusals=[InvalidReferral, OwnReferral, AlreadyInvited, InvitedTooLate, ReferralRing],
        is_write=True,
    )
    def post(self, request: Request, member_id: int) -> HttpResponse:
        """Soon after joining and before the first order; the same code again changes nothing. A code that nobody has
        and one that does not work now are answered alike."""
        body = read_body(request, ReferralBody)

        def verb() -> int:
            friend_id = member_or_404(member_id).id
            return bind(
                friend_id=friend_id, code=body.code, channel=self.client.shop_code, shop_id=self.client.shop_id,
                at=self.at, field="code",
            )  # fmt: skip

        def render(referral_id: int) -> tuple[int, AcceptedAnswer]:
            state = Referral.objects.values_list("state", flat=True).get(pk=referral_id)
            return 200, AcceptedAnswer(state=state)  # type: ignore[arg-type]  # a Referral.State

        return write(
            request, client_id=self.client.integration_id, body=body, verb=verb, render=render, facts=self.facts
        )

    def _of(self, member: MemberView, holds: InForce | None, own: Mine) -> ReferralAnswer:
        invites = holds is not None and holds.is_on and member.state == Member.State.ACTIVE
        code = give_code(member_id=member.id) if invites else None
        return ReferralAnswer(
            code=code,
            link=link_of(code) if code else None,
            text=share_text(holds.terms, code=code) if code and holds else None,
            invited=Referral.objects.filter(friend_id=member.id, genuine=True).exists(),
            friends_invited=own.invited,
            friends_waiting=own.waiting,
            friends_rewarded=own.rewarded,
            earned=[
                EarnedAnswer(unit=unit, amount=to_decimal(amount, kept_units()[unit].words.scale))
                for unit, amount in sorted(own.points.items())
            ],
            friends=[self._friend(friend) for friend in own.friends],
        )

    def _friend(self, friend: Friend) -> FriendAnswer:
        unit = kept_units()[friend.unit].words
        return FriendAnswer(
            joined_at=local(friend.at, self.zone),
            state=friend.state,  # type: ignore[arg-type]  # a Referral.State
            why=public_why(friend.why),
            points_after=local(friend.pays_at, self.zone) if friend.pays_at else None,
            unit=friend.unit,
            points=to_decimal(friend.points, unit.scale),
            text=friend_words(
                state=friend.state,
                why=friend.why,
                pays_at=friend.pays_at,
                amount=friend.points,
                unit=unit,
                zone=program().zone,
            ),
        )
