"""What the builder asks while a person types: the sentence and what is wrong, a tried cart, the examples."""

from dataclasses import asdict
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from campaigns.admin.audience_words import whom
from campaigns.admin.form import CampaignForm
from campaigns.admin.steps import EDIT
from campaigns.builder.drop_example import drop_example
from campaigns.builder.example_results import example_results
from campaigns.builder.keep_example import keep_example
from campaigns.builder.shelf_price import shelf_price
from campaigns.builder.sketch import Sketch
from campaigns.builder.tried_cart import parse_tried
from campaigns.builder.tried_words import tried_words
from campaigns.builder.try_cart import try_cart
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import Campaign
from campaigns.engine.definition import Definition
from loyalty.admin.json_text import parse_json
from loyalty.admin.kit import row_or_404, staff
from loyalty.admin.pickers import clean
from loyalty.admin.rule_names import with_names
from loyalty.admin.site import require
from loyalty.clock import now
from loyalty.refusals import Refusal

_LONGEST_NAME = 100


def sketch(request: HttpRequest) -> HttpResponse:
    """The draft in words as far as it is written, and what is wrong with it by the paths that the API names."""
    require(request, "campaigns.view_campaign", EDIT)
    form = form_of(request, campaign_of(request))
    form.is_valid()
    return JsonResponse(sketch_told(form.sketch))


def sketch_told(said: Sketch) -> dict[str, Any]:
    return {
        "parts": [{"label": label, "lines": lines} for label, lines in said.parts],
        "said": said.said,
        "problems": [asdict(problem) for problem in said.problems],
        "missing": gettext("Not everything is filled in yet."),
    }


def audience(request: HttpRequest) -> HttpResponse:
    """`{"text"}`: how many members the draft in the form could reach; an empty text while it is not whole."""
    require(request, "campaigns.view_campaign", EDIT)
    draft = _draft(request)
    if draft is None:
        return JsonResponse({"text": ""})
    return JsonResponse({"text": whom(definition=draft, at=now()).text})


def tried(request: HttpRequest) -> HttpResponse:
    """The cart in `try_cart` under the draft in the form, together with what runs now."""
    require(request, "campaigns.view_campaign", EDIT)
    draft = _draft(request)
    if draft is None:
        return _error(gettext("Finish the campaign: then the cart can be tried."))
    try:
        asked = partial(try_cart, tried=parse_tried(_cart(request)), draft=draft, now=localtime(now()))
        told = asked().told
        said = with_names(lambda: tried_words(asked(worded=told), code=draft.code))
        return JsonResponse(said)
    except Refusal as refusal:
        return _error(_said(refusal))


def price(request: HttpRequest) -> HttpResponse:
    """What the product `sku` was last sold for, in `shop` if it was sold there: the price of a new line of the cart."""
    require(request, "campaigns.view_campaign", EDIT)
    sku, shop = (clean(request.GET.get(name, "")) for name in ("sku", "shop"))
    return JsonResponse({"price": shelf_price(sku=sku, shop=shop, at=now())})


def examples(request: HttpRequest, pk: int) -> HttpResponse:
    """The examples tried on the draft in the form. With `act`: `keep` the cart under `name`, or `drop` that one."""
    require(request, "campaigns.view_campaign", EDIT)
    campaign = row_or_404(Campaign.objects.all(), pk)
    act, name = request.POST.get("act", ""), request.POST.get("name", "").strip()
    if act == "drop":
        drop_example(campaign=campaign, name=name)
    draft = _draft(request, campaign)
    if draft is None:
        return _error(gettext("Finish the campaign: then the cart can be tried."))
    at = localtime(now())
    if act == "keep":
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            return _error(gettext("Give the example a name of at most {most} characters.").format(most=_LONGEST_NAME))
        try:
            cart = parse_tried(_cart(request))
            keep_example(campaign=campaign, name=name, tried=cart, draft=draft, author=staff(request), now=at)
        except Refusal as refusal:
            return _error(_said(refusal))
    return JsonResponse({"examples": examples_told(campaign, draft)})


def examples_told(campaign: Campaign, draft: Definition) -> list[dict[str, Any]]:
    """Every example of a campaign with what it comes to under `draft`."""
    return [asdict(one) for one in example_results(campaign_id=campaign.pk, draft=draft, now=localtime(now()))]


def warn_of_examples(request: HttpRequest, saved: Campaign) -> None:
    """Tells which examples come to something else under the draft that was saved just now."""
    for one in examples_told(saved, parse_campaign(saved.draft, version=0)):
        if not one["holds"]:
            text = gettext("Example “{name}”: expected {expected}, now {now}.")
            messages.warning(request, text.format(name=one["name"], expected=one["expected"], now=one["now"]))


def campaign_of(request: HttpRequest) -> Campaign | None:
    """The campaign whose form was sent; None for a new one."""
    number = request.POST.get("campaign", "")
    return row_or_404(Campaign.objects.all(), number) if number else None


def form_of(request: HttpRequest, campaign: Campaign | None) -> CampaignForm:
    """The form as it was sent."""
    draft, note = (None, "") if campaign is None else (campaign.draft, campaign.note)
    return CampaignForm(request.POST, draft=draft, note=note)


def _draft(request: HttpRequest, campaign: Campaign | None = None) -> Definition | None:
    form = form_of(request, campaign or campaign_of(request))
    form.is_valid()
    return form.to_try()


def _cart(request: HttpRequest) -> Any:
    try:
        return parse_json(request.POST.get("try_cart", ""))
    except ValueError:
        return {}


def _said(refusal: Refusal) -> str:
    return str(refusal.detail or refusal.title)


def _error(text: str) -> HttpResponse:
    return JsonResponse({"error": text})
