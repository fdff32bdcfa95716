"""`POST /campaigns/{code}/publish` and the other steps of a campaign's life."""

from collections.abc import Mapping
from typing import ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from campaigns.api import examples
from campaigns.api.bodies import CampaignAnswer, ReasonBody, StopBody, answer_of
from campaigns.api.campaigns import campaign_of
from campaigns.campaign.models import Campaign
from campaigns.campaign.move import move
from campaigns.campaign.publish import publish
from campaigns.campaign.resume import resume
from campaigns.campaign.states import CampaignMoveRefused, NoSuchCampaign
from loyalty.api.kit.body import read_body
from loyalty.api.kit.door import Door
from loyalty.api.kit.idempotent import write
from loyalty.api.kit.openapi import operation
from loyalty.rules.invalid import InvalidRule
from loyalty.shops.models import Scope


class _Step(Door):
    """The base: the step is taken once, and the answer is the campaign after it."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.CAMPAIGNS}

    def take(self, code: str, body: ReasonBody | StopBody) -> None:
        raise NotImplementedError

    def answer(self, request: Request, code: str, body: ReasonBody | StopBody) -> HttpResponse:
        def verb() -> Campaign:
            self.take(code, body)
            return campaign_of(code)

        def render(campaign: Campaign) -> tuple[int, CampaignAnswer]:
            return 200, answer_of(campaign, zone=self.zone)

        return write(
            request, client_id=self.client.integration_id, body=body, verb=verb, render=render, facts=self.facts
        )

    def stop(self, code: str, to: str, body: ReasonBody | StopBody) -> None:
        withdraw = isinstance(body, StopBody) and body.withdraw_quotes
        move(code=code, to=to, author=None, reason=body.reason, at=self.at, withdraw_quotes=withdraw)


class Publishing(_Step):
    @operation(
        "publish_campaign",
        "Publish",
        request=ReasonBody,
        example=examples.REASON,
        answers={200: CampaignAnswer},
        refusals=[NoSuchCampaign, CampaignMoveRefused, InvalidRule],
        is_write=True,
    )
    def post(self, request: Request, code: str) -> HttpResponse:
        """The draft becomes the next version, offered from the next quote on, or from its start when that is later."""
        return self.answer(request, code, read_body(request, ReasonBody))

    def take(self, code: str, body: ReasonBody | StopBody) -> None:
        publish(code=code, author=None, reason=body.reason, at=self.at)


class Pausing(_Step):
    @operation(
        "pause_campaign",
        "Pause",
        request=StopBody,
        example=examples.STOP,
        answers={200: CampaignAnswer},
        refusals=[NoSuchCampaign, CampaignMoveRefused],
        is_write=True,
    )
    def post(self, request: Request, code: str) -> HttpResponse:
        """Offered no more from the next quote on, until it is resumed."""
        return self.answer(request, code, read_body(request, StopBody))

    def take(self, code: str, body: ReasonBody | StopBody) -> None:
        self.stop(code, Campaign.State.PAUSED, body)


class Resuming(_Step):
    @operation(
        "resume_campaign",
        "Resume",
        request=ReasonBody,
        example=examples.REASON,
        answers={200: CampaignAnswer},
        refusals=[NoSuchCampaign, CampaignMoveRefused],
        is_write=True,
    )
    def post(self, request: Request, code: str) -> HttpResponse:
        """A paused campaign goes on as the version it was; a draft that is newer waits for `publish`."""
        return self.answer(request, code, read_body(request, ReasonBody))

    def take(self, code: str, body: ReasonBody | StopBody) -> None:
        resume(code=code, author=None, reason=body.reason, at=self.at)


class Finishing(_Step):
    @operation(
        "finish_campaign",
        "Finish",
        request=StopBody,
        example=examples.STOP,
        answers={200: CampaignAnswer},
        refusals=[NoSuchCampaign, CampaignMoveRefused],
        is_write=True,
    )
    def post(self, request: Request, code: str) -> HttpResponse:
        """Its end, before its date or where it has none. It can be published again."""
        return self.answer(request, code, read_body(request, StopBody))

    def take(self, code: str, body: ReasonBody | StopBody) -> None:
        self.stop(code, Campaign.State.FINISHED, body)


class Archiving(_Step):
    @operation(
        "archive_campaign",
        "Archive",
        request=ReasonBody,
        example=examples.REASON,
        answers={200: CampaignAnswer},
        refusals=[NoSuchCampaign, CampaignMoveRefused],
        is_write=True,
    )
    def post(self, request: Request, code: str) -> HttpResponse:
        """Out of sight for ever: what is archived is neither edited nor published. Orders keep its versions."""
        return self.answer(request, code, read_body(request, ReasonBody))

    def take(self, code: str, body: ReasonBody | StopBody) -> None:
        self.stop(code, Campaign.State.ARCHIVED, body)
