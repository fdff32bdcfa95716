"""`/campaigns`: what there is, and the draft of one."""

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from campaigns.api import examples
from campaigns.api.bodies import CampaignAnswer, CampaignBody, CampaignList, answer_of, brief
from campaigns.campaign.models import Campaign
from campaigns.campaign.save_draft import CampaignArchived, save_draft
from campaigns.campaign.states import NoSuchCampaign
from loyalty.api.kit.body import read_body
from loyalty.api.kit.door import Door, answer
from loyalty.api.kit.idempotent import write
from loyalty.api.kit.openapi import Query, operation
from loyalty.rules.invalid import InvalidRule
from loyalty.shops.models import Scope

A_PAGE = 100


def campaign_of(code: str) -> Campaign:
    """With its version. Raises NoSuchCampaign. One query."""
    found = Campaign.objects.select_related("version").filter(code=code).first()
    if found is None:
        raise NoSuchCampaign
    return found


class Campaigns(Door):
    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.CAMPAIGNS}
    parameters: ClassVar[frozenset[str]] = frozenset({"cursor"})

    @operation(
        "list_campaigns",
        "Campaigns",
        answers={200: CampaignList},
        query=[Query(name="cursor", kind=str, description="`next` of the page before.")],
    )
    def get(self, request: Request) -> HttpResponse:
        """Every campaign of the programme, archived ones too, a hundred at a time."""
        rows = (
            Campaign.objects.select_related("version").filter(code__gt=request.GET.get("cursor", "")).order_by("code")
        )
        page = list(rows[: A_PAGE + 1])
        following = page[A_PAGE - 1].code if len(page) > A_PAGE else None
        return answer(CampaignList(items=[brief(one) for one in page[:A_PAGE]], next=following))


class OneCampaign(Door):
    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.CAMPAIGNS, "PUT": Scope.CAMPAIGNS}

    @operation("get_campaign", "A campaign", answers={200: CampaignAnswer}, refusals=[NoSuchCampaign])
    def get(self, request: Request, code: str) -> HttpResponse:
        """Its draft, what was published last, and the draft in words."""
        return answer(answer_of(campaign_of(code), zone=self.zone))

    @operation(
        "put_campaign",
        "Store a draft",
        request=CampaignBody,
        example=examples.CAMPAIGN,
        answers={200: CampaignAnswer},
        refusals=[InvalidRule, CampaignArchived],
        is_write=True,
    )
    def put(self, request: Request, code: str) -> HttpResponse:
        """A new campaign, or the draft of one there is: the whole of it. Nothing is offered until it is published.
        What is wrong is named by its path in `field`, such as `when.all[0].age.at_least`."""
        body = read_body(request, CampaignBody)

        def verb() -> Campaign:
            raw: dict[str, Any] = msgspec.to_builtins(body)
            note = raw.pop("note", None)
            if raw.setdefault("code", code) != code:
                raise InvalidRule(field="code", detail=_("The address has another code"))
            save_draft(raw=raw, author=None, note=note)
            return campaign_of(code)

        def render(campaign: Campaign) -> tuple[int, CampaignAnswer]:
            return 200, answer_of(campaign, zone=self.zone)

        return write(
            request, client_id=self.client.integration_id, body=body, verb=verb, render=render, facts=self.facts
        )
