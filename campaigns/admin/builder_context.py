"""What the builder's page is given to begin with, as JSON in the page."""

from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext

from campaigns.admin.builder_pages import examples_told, sketch_told
from campaigns.admin.form import CampaignForm
from campaigns.admin.words import definition_of
from campaigns.builder.description import description
from campaigns.campaign.models import Campaign
from loyalty.admin.kit import staff
from loyalty.admin.pickers import pickable
from loyalty.admin.site import site
from loyalty.clock import now
from loyalty.shops.models import Shop


def builder_context(request: HttpRequest, form: CampaignForm, campaign: Campaign | None) -> dict[str, Any]:
    """`builder` describes every condition and effect; `builder_page` is about this campaign and this person."""
    user = staff(request)
    sent = request.method == "POST"
    told = sketch_told(form.sketch if sent else form.sketch_of_draft())
    shops = Shop.objects.filter(is_active=True).order_by("name").values_list("code", "name")
    return {
        "builder": {**description(), "pickers": pickable(user)},
        "builder_page": {
            "user": user.pk,
            "campaign": campaign.pk if campaign else None,
            "is_new": campaign is None,
            "is_answer": sent,
            "sketch": told | {"problems": []},
            "problems": told["problems"] if sent else [],
            "sketch_url": site.url_of("campaign_sketch"),
            "audience_url": site.url_of("campaign_audience"),
            "try_url": site.url_of("campaign_try"),
            "price_url": site.url_of("campaign_price"),
            "examples_url": site.url_of("campaign_examples", campaign.pk) if campaign else None,
            "examples": _examples(campaign),
            "excludes_label": gettext("Does not go with"),
            "shops": [list(shop) for shop in shops[:200]],
            "now": localtime(now()).strftime("%Y-%m-%dT%H:%M"),
        },
    }


def _examples(campaign: Campaign | None) -> list[dict[str, Any]]:
    draft = None if campaign is None else definition_of(campaign.draft)
    return [] if campaign is None or draft is None else examples_told(campaign, draft)
