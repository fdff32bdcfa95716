"""What staff may do with a member: correct points, block and unblock, see contacts in full. Each asks for a reason."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty import words
from loyalty.admin.fields import ScaledField
from loyalty.admin.kit import say, staff
from loyalty.admin.member_words import UNMASK, member_name
from loyalty.admin.site import programme_of, require, site
from loyalty.audit.acts import UNMASKED
from loyalty.audit.record import record as audit
from loyalty.clock import now
from loyalty.events.kinds import MEMBER_UNMASKED
from loyalty.events.record import record
from loyalty.ledger.adjusted import adjusted_since
from loyalty.ledger.cause import Principal
from loyalty.ledger.units import BONUS, UnitView, units
from loyalty.members.identities import identities_of, reveal
from loyalty.members.models import Identity, Member
from loyalty.membership.block import block
from loyalty.membership.correct_points import correct_points
from loyalty.membership.unblock import unblock
from loyalty.program.validity import midnight
from loyalty.refusals import Refusal
from loyalty.staff.limits import staff_limit

WAYS = (("add", _("add points")), ("take", _("take points")))


class ReasonForm(forms.Form):
    """Every such action is remembered with its reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        error_messages={"required": _("Write the reason: a colleague will need it later.")},
    )  # fmt: skip


class AdjustForm(ReasonForm):
    """`token` makes a form sent twice move points once."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ChoiceField(label=_("Kind of points"), widget=widgets.UnfoldAdminSelectWidget())
    way = forms.ChoiceField(label=_("What to do"), choices=WAYS, widget=widgets.UnfoldAdminSelectWidget())
    points = ScaledField(label=_("Points"), scale=2, least=1, help_text=_("How many, without a sign."))
    field_order = ("unit", "way", "points", "reason")

    def __init__(self, *args: Any, known: dict[str, UnitView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"token": uuid.uuid4(), "unit": BONUS}
        self._known = known
        self.use_required_attribute = False
        choices = [(code, words.points_word(0, unit.words)) for code, unit in known.items()]
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if len(choices) == 1:
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Points come in hundredths and leave in the smallest step of their unit, with their sign."""
        cleaned = super().clean() or {}
        unit, points = self._known.get(cleaned.get("unit", "")), cleaned.get("points")
        if unit is None or points is None:
            return cleaned
        step = 10 ** (2 - unit.words.scale)
        if points % step:
            self.add_error("points", _("These points have no fractions so small."))
        else:
            cleaned["points"] = points // step * (1 if cleaned.get("way") == "add" else -1)
        return cleaned


def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrects a balance within the person's limits; the sentence the member will read is the reason."""
    member = _member(request, pk, "loyalty.adjust_points")
    known = dict(units())
    form = AdjustForm(request.POST or None, known=known)
    if request.method == "POST" and form.is_valid() and _adjusted(request, member, form):
        text = words.points(form.cleaned_data["points"], known[form.cleaned_data["unit"]].words, signed=True)
        messages.success(request, gettext("Done: {points}.").format(points=text))
        return redirect("admin:loyalty_member_change", pk)
    limit = staff_limit(user_id=staff(request).pk)
    zone, at = programme_of(request).zone, now()
    today = adjusted_since(
        principal=_me(request), unit=BONUS, since=midnight(at.astimezone(zone).date(), zone)
    ) // 10 ** known[BONUS].words.scale  # fmt: skip
    return _page(
        request, "adjust", member, title=_("Correct points"), form=form,
        largest=words.number(limit.one), left=words.number(max(0, limit.day - today)), allowed=limit.one > 0,
    )  # fmt: skip


def _adjusted(request: HttpRequest, member: Member, form: AdjustForm) -> bool:
    data = form.cleaned_data
    try:
        correct_points(
            member_id=member.pk, unit=data["unit"], points=data["points"], reason=data["reason"],
            principal=_me(request), natural_key=f"admin:{data['token']}", at=now(),
        )  # fmt: skip
    except Refusal as refusal:
        say(request, refusal)
        return False
    return True


def block_or_unblock(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what will happen, asks for the reason, and does it."""
    member = _member(request, pk, "loyalty.block_member")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        blocked = member.state == Member.State.BLOCKED
        try:
            (unblock if blocked else block)(
                member_id=pk, principal=_me(request), reason=form.cleaned_data["reason"], at=now()
            )
        except Refusal as refusal:
            say(request, refusal)
        else:
            done = gettext("The member can pay with points again.") if blocked else gettext("The member is blocked.")
            messages.success(request, done)
        return redirect("admin:loyalty_member_change", pk)
    title = _("Unblock the member") if member.state == Member.State.BLOCKED else _("Block the member")
    return _page(request, "block", member, title=title, form=form)


def unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows contacts in full, on the answer to the POST only; who looked and why is written down with it."""
    member = _member(request, pk, UNMASK)
    form = ReasonForm(request.POST or None)
    shown = None
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            payload = {"reason": form.cleaned_data["reason"], "principal": "staff", "principal_id": staff(request).pk}
            record(kind=MEMBER_UNMASKED, at=now(), member_id=pk, payload=payload)
            audit(act=UNMASKED, object_kind="member", object_id=pk, reason=form.cleaned_data["reason"])
            shown = [
                (Identity.Kind(identity.kind).label, reveal(identity_id=identity.id))
                for identity in identities_of(member_id=pk)
            ]
    return _page(request, "unmask", member, title=_("Contacts in full"), form=form, shown=shown)


def _member(request: HttpRequest, pk: int, permission: str) -> Member:
    require(request, permission, "loyalty.view_member")
    return get_object_or_404(Member, pk=pk)


def _me(request: HttpRequest) -> Principal:
    return Principal("staff", staff(request).pk)


def _page(request: HttpRequest, template: str, member: Member, *, title: object, **context: Any) -> HttpResponse:
    shown_name = member_name(staff(request), member)
    trail = (
        (_("Members"), site.url_of("loyalty_member_changelist")),
        (shown_name, site.url_of("loyalty_member_change", member.pk)),
    )
    return site.page(
        request, f"loyalty/admin/members/{template}.html", title=title, trail=trail, member=member,
        name=shown_name, **context,
    )  # fmt: skip
