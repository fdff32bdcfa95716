"""The gallery of ready mechanics: cards, the questions of one, and its launch."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaigns.admin.gallery_form import MechanicForm
from campaigns.admin.stakes_words import above_limit_words
from campaigns.admin.steps import Stakes, stakes_of
from campaigns.admin.words import place, words_of
from campaigns.campaign.authority import PUBLISH, AboveLimit
from campaigns.campaign.words import InWords, cost_words, limit_words
from campaigns.engine.definition import Metric
from campaigns.gallery.everyday import STAMP
from campaigns.gallery.launch import STAMPS, Bounds, Launched, definitions, launch, of_part
from campaigns.gallery.mechanic import MECHANICS, Made, Mechanic
from loyalty import words
from loyalty.admin.kit import say, staff
from loyalty.admin.rule_names import with_names
from loyalty.admin.site import programme_of, require, site
from loyalty.clock import now
from loyalty.ledger.units import units
from loyalty.money import BONUS
from loyalty.purchase.outcomes import Text
from loyalty.refusals import Refusal
from loyalty.rules.invalid import InvalidRule
from loyalty.staff.models import User

ADD, ADD_EVENT, ADD_BATCH = "campaigns.add_campaign", "campaigns.add_triggercampaign", "campaigns.add_couponbatch"
CHANGE_INVITATIONS = "campaigns.change_referralprogramme"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One campaign that will be made: its name, itself in words, and what it can cost."""

    title: str
    said: InWords | None
    stakes: Stakes | None


def show_gallery(request: HttpRequest) -> HttpResponse:
    """Every mechanic as a card. No queries of its own."""
    require(request, ADD)
    shelves = (
        (_("Every day: points and attention"), [one for _code, one in MECHANICS if not one.is_discount]),
        (_("Discounts and gifts: they cost money at once"), [one for _code, one in MECHANICS if one.is_discount]),
    )
    return site.page(request, "campaigns/admin/gallery.html", title=_("Gallery"), shelves=shelves)


def fill_in(request: HttpRequest, code: str) -> HttpResponse:
    """The questions of one mechanic. A check shows what will be made, in words and in money; then it is kept as drafts
    or published."""
    require(request, ADD)
    if code not in MECHANICS:
        raise Http404
    mechanic = MECHANICS[code]
    made = mechanic.make(mechanic.example)
    require(request, *_needs(made))
    form = MechanicForm(
        request.POST or None, mechanic=mechanic, title=title_of(mechanic), endless=made.is_endless,
        gifts=made.gives_goods,
    )  # fmt: skip
    parts: list[Part] = []
    if request.method == "POST" and form.is_valid():
        step = request.POST.get("step", "check")
        bounds = Bounds(
            ends_at=form.ends_at(programme_of(request).zone), kopecks_a_month=form.cleaned_data.get("budget"),
            gifts_a_month=form.cleaned_data.get("gifts"), waived=form.waived,
        )  # fmt: skip
        named = Text(ru=form.cleaned_data["title_ru"], en=form.cleaned_data["title_en"])
        if step in ("draft", "publish"):
            launched = _launched(request, mechanic, form, named, bounds, now_=step == "publish")
            if launched is not None:
                return _to_page(request, launched, published=step == "publish")
        publisher = staff(request) if request.user.has_perm(PUBLISH) else None
        parts = with_names(lambda: _parts(mechanic, form.answers, named, bounds, publisher), {STAMP: STAMPS})
    return site.page(
        request, "campaigns/admin/mechanic.html", title=mechanic.title,
        trail=((_("Gallery"), site.url_of("campaign_gallery")),), mechanic=mechanic, form=form, parts=parts,
        checked=request.method == "POST" and not form.errors,
        may_publish=(not made.campaigns or request.user.has_perm(PUBLISH))
        and not any(part.stakes is not None and part.stakes.is_stopped for part in parts),
    )  # fmt: skip


def title_of(mechanic: Mechanic) -> dict[str, str]:
    """What its card is called, by language."""
    named = {}
    for language in ("ru", "en"):
        with translation.override(language):
            named[language] = str(mechanic.title)
    return named


def _needs(made: Made) -> list[str]:
    """What else somebody has to be allowed who makes this."""
    events = [ADD_EVENT] if made.is_endless else []
    invitations = [CHANGE_INVITATIONS] if made.invitations is not None else []
    return [*events, *invitations, *([ADD_BATCH] if made.code_word else [])]


def _parts(
    mechanic: Mechanic, answers: dict[str, Any], named: Text, bounds: Bounds, publisher: User | None
) -> list[Part]:  # fmt: skip
    made = mechanic.make(answers)
    bounds = of_part(made, bounds)
    invitations = [] if made.invitations is None else _invitations(made, bounds)
    return invitations + [
        Part(
            title=raw["title"]["ru" if words.is_russian() else "en"], said=words_of(raw),
            stakes=_stakes(made, raw, publisher),
        )
        for raw in definitions(mechanic, made, named, bounds)
    ]  # fmt: skip


def _stakes(made: Made, raw: dict[str, Any], publisher: User | None) -> Stakes | None:
    """Of a batch that is only about to be made nobody is warned that it is not there."""
    stakes = stakes_of(raw, publisher=publisher)
    if stakes is None or not made.code_word:
        return stakes
    return replace(stakes, findings=tuple(one for one in stakes.findings if one.code != "unknown_names"))


def _invitations(made: Made, bounds: Bounds) -> list[Part]:
    """Whoever invites, and the friend where points come at once: no campaigns, but in the same words."""
    unit, terms = units()[BONUS], made.invitations or {}
    most = bounds.kopecks_a_month
    stakes = Stakes(cost=cost_words(most), lacking=(), findings=())
    shared = () if most is None else (limit_words(Metric.MARGIN, most) + " " + gettext("a month"),)
    times = ngettext("at most {n} reward a month to one member", "at most {n} rewards a month to one member",
                     terms["per_member"]["limit"]).format(n=terms["per_member"]["limit"])  # fmt: skip
    days = ngettext("{n} day", "{n} days", terms["wait_days"]).format(n=terms["wait_days"])
    inviter = InWords(
        when=gettext("when the first purchase of the friend is {days} old and was kept").format(days=days), dates="",
        effects=(words.points(terms["points"], unit.words, signed=True),), budgets=(times, *shared),
    )  # fmt: skip
    found = [Part(title=gettext("Whoever invites"), said=inviter, stakes=stakes)]
    if made.event is not None:
        friend = InWords(
            when=gettext("joined by an invitation"), dates="",
            effects=(words.points(made.event["points"], unit.words, signed=True),), budgets=shared,
        )  # fmt: skip
        found.append(Part(title=gettext("The friend"), said=friend, stakes=stakes))
    return found


def _launched(
    request: HttpRequest, mechanic: Mechanic, form: MechanicForm, named: Text, bounds: Bounds, *, now_: bool
) -> Launched | None:
    """None where it was refused; the person has been told."""
    if now_ and mechanic.make(form.answers).campaigns:
        require(request, PUBLISH)
    try:
        return launch(
            mechanic=mechanic, answers=form.answers, title=named, bounds=bounds, now=now_, author=staff(request),
            at=now(), worth=units()[BONUS].step_kopecks or 100,
        )  # fmt: skip
    except InvalidRule as wrong:
        messages.error(request, f"{place(wrong.field or '')}: {wrong.detail}")
    except AboveLimit as refusal:
        messages.error(request, above_limit_words(refusal))
    except Refusal as refusal:
        say(request, refusal)
    return None


def _to_page(request: HttpRequest, launched: Launched, *, published: bool) -> HttpResponse:
    if published:
        messages.success(request, gettext("It is on: tills offer it from the next purchase on."))
    else:
        messages.success(request, gettext("The draft is saved. Nothing is offered until it is published."))
    if launched.invitations is not None:
        return redirect("admin:referral_programme")
    if launched.event is not None:
        return redirect("admin:campaigns_triggercampaign_change", launched.event.pk)
    return redirect("admin:campaigns_campaign_change", launched.campaigns[0].pk)


site.add_page("campaigns/gallery/", show_gallery, name="campaign_gallery", permission=ADD)
site.add_page("campaigns/gallery/<slug:code>/", fill_in, name="campaign_mechanic", permission=ADD)
