"""Events that were given up and wait for people: what, why, and sending them again or letting them go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from loyalty import words
from loyalty.admin.kit import say, staff
from loyalty.admin.member_actions import ReasonForm
from loyalty.admin.member_words import member_link, member_name
from loyalty.admin.principals import reason_words
from loyalty.admin.site import site
from loyalty.clock import now
from loyalty.events.discard import discard
from loyalty.events.kinds import KINDS
from loyalty.events.models import Delivery
from loyalty.events.parked_deliveries import Alike, ParkedDelivery, parked_deliveries
from loyalty.events.react import reactions
from loyalty.events.receive import OF_SHOPS
from loyalty.events.retry import retry
from loyalty.events.retry_alike import retry_alike
from loyalty.members.models import Member
from loyalty.refusals import Refusal

# The class of an error is all that is kept of it: its words may hold a person's contacts.
ERRORS: dict[str, Promise] = {
    "WorkerLost": _("the process that worked on it was killed every time"),
    "OperationalError": _("the database did not answer"),
    "InterfaceError": _("the database did not answer"),
    "TimeoutError": _("the other side did not answer in time"),
    "ConnectionError": _("the other side could not be reached"),
    "ConnectionRefusedError": _("the other side could not be reached"),
    "NotSent": _("no channel took the message"),
    "Fenced": _("this is a restored copy that nobody has confirmed"),
    "IntegrityError": _("the books refused it"),
    "KeyError": _("the product does not know what should be done any more"),
}
DETAILS: dict[str, Promise] = {
    "order": _("order no."),
    "to_pay_kopecks": _("to pay"),
    "burnt": _("points spent"),
    "points": _("points"),
    "short_points": _("points missing"),
    "short_certificates_kopecks": _("money of certificates missing"),
    "unit": _("kind of points"),
    "account": _("account no."),
    "operation": _("operation no."),
    "reason": _("reason"),
    "principal": _("by"),
    "principal_id": _("by no."),
    "law": _("law"),
    "return": _("return no."),
    "money_kopecks": _("money back"),
    "referral": _("invitation no."),
    "campaign": pgettext_lazy("detail of an event", "campaign"),
    "version": pgettext_lazy("detail of an event", "version"),
    "batch": pgettext_lazy("detail of an event", "batch"),
    "coupon": _("coupon no."),
    "segment": pgettext_lazy("detail of an event", "segment"),
    "trigger": pgettext_lazy("detail of an event", "trigger"),
    "why": pgettext_lazy("detail of an event", "why"),
}


@dataclass(frozen=True)
class Row:
    id: int
    what: str
    details: str
    who: str | SafeString
    happened_at: datetime
    parked_at: datetime | None
    attempts: int


@dataclass(frozen=True)
class Heap:
    """Parked events alike: what should have been done with them, and what stood in the way."""

    reaction: str
    error_class: str
    title: str
    error: str
    count: int
    first_at: datetime
    rows: tuple[Row, ...]


def heaps(request: HttpRequest) -> list[Heap]:
    """Everything parked, for the operations page."""
    found = parked_deliveries()
    ids = {row.member_id for heap in found for row in heap.deliveries if row.member_id is not None}
    names = {member.pk: member_name(staff(request), member) for member in Member.objects.filter(pk__in=ids)}
    return [_heap(heap, names) for heap in found]


def error_words(error_class: str) -> str:
    """What stood in the way, in words; the class itself where there are none."""
    known = ERRORS.get(error_class)
    return str(known) if known else gettext("the program failed ({error})").format(error=error_class or "—")


def retry_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends one event to its reaction again."""
    _check(request)
    try:
        retry(delivery_id=pk, by=_me(request), at=now())
    except Refusal as refusal:
        say(request, refusal)
    else:
        messages.success(request, gettext("The event will be delivered again in a few seconds."))
    return redirect("admin:operations")


def retry_all(request: HttpRequest) -> HttpResponse:
    """Sends all events that failed alike again."""
    _check(request)
    done = retry_alike(
        reaction=request.POST.get("reaction", ""), error_class=request.POST.get("error_class", ""), by=_me(request),
        at=now(),
    )  # fmt: skip
    text = ngettext("{count} event will be delivered again.", "{count} events will be delivered again.", done)
    messages.success(request, text.format(count=done))
    return redirect("admin:operations")


def discard_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what will not happen, asks for the reason, and lets the event go."""
    _check(request)
    row = Delivery.objects.filter(pk=pk, state=Delivery.State.PARKED).select_related("event").first()
    form = ReasonForm(request.POST or None)
    if row is None:
        messages.info(request, gettext("Somebody else has dealt with this event already."))
        return redirect("admin:operations")
    if request.method == "POST" and form.is_valid():
        try:
            discard(delivery_id=pk, reason=form.cleaned_data["reason"], by=_me(request), at=now())
        except Refusal as refusal:
            say(request, refusal)
        else:
            messages.success(request, gettext("The event is let go; its row and your reason stay."))
        return redirect("admin:operations")
    trail = ((_("How it runs"), site.url_of("operations")),)
    return site.page(
        request, "loyalty/admin/discard.html", title=_("Let an event go"), trail=trail, form=form,
        what=_kind(row.event.kind), reaction=_reaction(row.reaction), happened_at=row.event.at,
    )  # fmt: skip


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm("loyalty.settle_parked"):
        raise PermissionDenied


def _me(request: HttpRequest) -> str:
    return f"user:{staff(request).pk}"


def _heap(heap: Alike, names: Mapping[int, str]) -> Heap:
    return Heap(
        reaction=heap.reaction, error_class=heap.error_class, title=_reaction(heap.reaction),
        error=error_words(heap.error_class), count=heap.count, first_at=heap.first_at,
        rows=tuple(_row(row, names) for row in heap.deliveries),
    )  # fmt: skip


def _row(row: ParkedDelivery, names: Mapping[int, str]) -> Row:
    return Row(
        id=row.id, what=_kind(row.event_kind), details=masked(row.event_kind, row.payload),
        who=member_link(row.member_id, names.get(row.member_id, "—")) if row.member_id else "—",
        happened_at=row.happened_at, parked_at=row.parked_at, attempts=row.attempts,
    )  # fmt: skip


def masked(kind: str, payload: Mapping[str, object]) -> str:
    """The details of an event in a line: our own are numbers and amounts, without the marks that reactions alone need;
    what a shop has told may be anybody's words, so only numbers of it are shown."""
    foreign = kind.startswith(OF_SHOPS)
    return ", ".join(
        f"{DETAILS.get(name, name)}: {_detail(name, value, foreign)}"
        for name, value in payload.items()
        if value != "" and (foreign or not (value is None or isinstance(value, bool | list | dict)))
    )


def _detail(name: str, value: object, foreign: bool) -> str:
    if foreign and not isinstance(value, int):
        return "•••"
    if name.endswith("_kopecks") and isinstance(value, int):
        return words.roubles(value)
    return reason_words(value) if name == "reason" and isinstance(value, str) else str(value)


def _kind(kind: str) -> str:
    return str(KINDS[kind]) if kind in KINDS else kind.removeprefix(OF_SHOPS)


def _reaction(code: str) -> str:
    return str(reactions[code].title) if code in reactions else code


site.add_page(
    "operations/parked/retry/", require_POST(retry_all), name="retry_alike", permission="loyalty.view_delivery"
)
site.add_page(
    "operations/parked/<int:pk>/retry/",
    require_POST(retry_one),
    name="retry_parked",
    permission="loyalty.view_delivery",
)
site.add_page(
    "operations/parked/<int:pk>/discard/", discard_one, name="discard_parked", permission="loyalty.view_delivery"
)
