"""The first programme: a few questions, a proposal with what it is expected to cost, and its mechanics as drafts."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.admin.first_run_form import FirstRunForm
from campaigns.admin.gallery import ADD, ADD_EVENT
from campaigns.campaign.models import Campaign
from campaigns.gallery.launch import Bounds, launch
from campaigns.gallery.mechanic import MECHANICS, Mechanic
from campaigns.gallery.proposal import Business, Line, Plan, Slot, least, propose
from campaigns.gallery.trades import answers_of
from loyalty import words
from loyalty.admin.kit import staff
from loyalty.admin.overview import FIRST_STEPS
from loyalty.admin.site import programme_of, require, site
from loyalty.clock import now
from loyalty.ledger.units import kept_units, units
from loyalty.money import BONUS
from loyalty.program.settings import EarnPercent
from loyalty.purchase.outcomes import Text
from loyalty.refusals import Words

USUAL_STAMPS, USUAL_TIMES = 5, 2
FORMULAS: dict[str, Words] = {
    "rate": _("percent × share × members × spent"),
    "times": _("(times − 1) × base percent × share × members × spent"),
    "points": _("points ÷ average purchase × share × members × spent"),
    "yearly": _("points ÷ (average purchase × purchases a month × 12) × share × members × spent"),
    "stamps": _("1 ÷ (stamps + 1) × share × members × spent"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A mechanic in the proposal."""

    mechanic: Mechanic
    name: str
    size: str
    formula: Words
    cost: str


def first_run(request: HttpRequest) -> HttpResponse:
    """Nothing starts here: settings are proposed with a link, mechanics become drafts."""
    require(request, ADD, ADD_EVENT)
    form = FirstRunForm(request.POST or None)
    context: dict[str, object] = {"codes": (), "asked": False}
    if request.method == "POST" and form.is_valid():
        business = form.business(point_kopecks=units()[BONUS].step_kopecks or 100)
        slots = form.slots()
        plan = propose(business=business, slots=slots)
        if plan is not None and request.POST.get("step") == "draft":
            return _drafts(request, form, plan)
        context = {
            "asked": True, "codes": form.codes, "assumptions": form.assumptions(form.codes),
            "hidden": form.hidden(form.codes), **_words(request, business, slots, plan),
        }  # fmt: skip
    return site.page(
        request, "campaigns/admin/first_run.html", title=_("Your first programme"),
        trail=((_("Gallery"), site.url_of("campaign_gallery")),), form=form, **context,
    )  # fmt: skip


def _words(request: HttpRequest, business: Business, slots: tuple[Slot, ...], plan: Plan | None) -> dict[str, object]:
    allowed = {
        "allowed": words.percent(business.allowed), "by_margin": business.allowed < business.spend, "plan": plan,
    }  # fmt: skip
    if plan is None:
        return {**allowed, "least": words.percent(least(business=business, slots=slots))}
    settings = programme_of(request).settings
    earn = words.percent(settings.earn.rate) if isinstance(settings.earn, EarnPercent) else gettext("in another way")
    return {
        **allowed,
        "total": words.percent(plan.total),
        "earn": words.percent(plan.earn), "earn_now": earn, "earn_cost": words.percent(plan.earn_cost),
        "burn": words.percent(business.burn_max), "burn_now": words.percent(settings.burn_max_rate),
        "rows": [_row(line) for line in plan.lines],
        "may_set": request.user.has_perm("loyalty.view_program"),
    }  # fmt: skip


def _row(line: Line) -> Row:
    slot = line.slot
    return Row(
        mechanic=MECHANICS[slot.code], name=name_of(line), size=_size(line), formula=FORMULAS[slot.shape],
        cost=words.percent(line.cost),
    )  # fmt: skip


def name_of(line: Line) -> str:
    """What it will be called, in the active language: the name on the card speaks of a usual size."""
    match line.slot.shape, line.size:
        case "stamps", n if n != USUAL_STAMPS:
            return gettext("Every {n}th is free").format(n=n + 1)
        case "times", n if n != USUAL_TIMES and line.slot.code == "double-points":
            return gettext("Points ×{n} on Tuesdays").format(n=n)
    return str(MECHANICS[line.slot.code].title)


def _named(line: Line) -> Text:
    named = {}
    for language in ("ru", "en"):
        with translation.override(language):
            named[language] = name_of(line)
    return Text(**named)


def _size(line: Line) -> str:
    match line.slot.shape:
        case "rate":
            return words.percent(line.size)
        case "times":
            return f"×{line.size}"
        case "stamps":
            return gettext("every {n}th is free").format(n=line.size + 1)
    return words.points(line.size, kept_units()[BONUS].words, signed=True)


def _drafts(request: HttpRequest, form: FirstRunForm, plan: Plan) -> HttpResponse:
    """All of them or none. What bounds each is asked when it is started."""
    author, at = staff(request), now()
    worth = units()[BONUS].step_kopecks or 100
    with transaction.atomic():
        for line in plan.lines:
            mechanic = MECHANICS[line.slot.code]
            launch(
                mechanic=mechanic, answers=answers_of(line.slot, line.size, goods=form.cleaned_data["goods"]),
                title=_named(line), bounds=Bounds(ends_at=None, kopecks_a_month=None), now=False,
                author=author, at=at, worth=worth,
            )  # fmt: skip
    said = gettext("The drafts are saved, in “All campaigns” and in “Points for events”. Nothing is offered yet.")
    messages.success(request, said)
    return redirect("admin:campaigns_campaign_changelist")


def nothing_yet() -> bool:
    """Whether there is no campaign, not even a draft. One query."""
    return not Campaign.objects.exists()


def _step(request: HttpRequest) -> list[tuple[str, str]]:
    if not request.user.has_perms((ADD, ADD_EVENT)) or not nothing_yet():
        return []
    return [
        (gettext("Have your first programme proposed: mechanics and what they cost"), site.url_of("campaign_first_run"))
    ]


site.add_page("campaigns/first-run/", first_run, name="campaign_first_run", permission=ADD)
FIRST_STEPS.add("first-run", _step)
