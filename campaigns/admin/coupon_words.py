"""Batches, codes and works in words for the staff."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaigns.coupons.models import Coupon, CouponBatch
from campaigns.coupons.work_models import CouponWork
from loyalty import words
from loyalty.admin.kit import pill, short
from loyalty.admin.staff_words import person
from loyalty.refusals import Words
from loyalty.shops.models import Shop

_TONES = {"issued": "good", "reserved": "info", "used": "", "revoked": "bad", "expired": "warn", "created": ""}
_WORK_TONES = {"running": "info", "stopped": "warn", "done": "good", "failed": "bad"}
# Why a row of a file or a member of a list was left out, and what to do.
FAULTS: dict[str, Words] = {
    "too_short": _("Fewer than four letters and digits. A code so short is easily guessed."),
    "too_long": _("Longer than 64 characters. Shorten it."),
    "bad_text": _("Only Latin letters and digits make a code. Type it again."),
    "twice": _("It stands in the list more than once. Once is enough."),
    "taken": _("There is such a code already, here or in another batch. It stays as it is."),
    "unknown": _("Nobody has this phone, e-mail, card or external id."),
    "member": _("The member is blocked or has left the programme."),
    "none_left": _("No code was left in the batch. Add codes and issue once more."),
    "stopped": _("The batch was stopped."),
    "over": _("The batch was over."),
}


@dataclass(frozen=True)
class WorkRow:
    """One work in the list of a batch."""

    id: int
    what: str
    who: str
    at: datetime
    state: SafeString
    done: str
    total: str
    percent: int
    result: str
    moving: bool


def batch_pill(batch: CouponBatch, *, at: datetime) -> SafeString:
    """Whether codes of the batch work now."""
    if batch.stopped_at is not None:
        return pill(gettext("stopped"), "bad")
    if batch.valid_until is not None and batch.valid_until <= at:
        return pill(gettext("over"), "warn")
    if batch.valid_from is not None and batch.valid_from > at:
        return pill(gettext("not yet"), "info")
    return pill(gettext("works"), "good")


def coupon_pill(coupon: Coupon) -> SafeString:
    return pill(Coupon.State(coupon.state).label, _TONES.get(coupon.state, ""))


def window(batch: CouponBatch) -> str:
    """From when to when its codes work."""
    if batch.valid_from is None and batch.valid_until is None:
        return gettext("always")
    return " — ".join(short(one) if one else "…" for one in (batch.valid_from, batch.valid_until))


def terms(batch: CouponBatch) -> Iterator[tuple[str, str]]:
    """What was decided about the batch, as names and values; what nobody limited is left out."""
    yield gettext("Works"), window(batch)
    if batch.days_valid is not None:
        days = ngettext("{n} day after it was issued", "{n} days after it was issued", batch.days_valid)
        yield gettext("Each code"), days.format(n=words.number(batch.days_valid))
    if batch.pattern:
        made = gettext("made when none is left") if batch.makes_more else gettext("made beforehand")
        yield gettext("New codes"), f"{batch.pattern}, {made}"
    names = list(Shop.objects.filter(code__in=batch.shops).order_by("name").values_list("name", flat=True))
    yield gettext("Shops"), ", ".join(names) if batch.shops else gettext("every shop")
    if batch.recipient_only:
        yield gettext("For whom"), gettext("the member it was issued to, nobody else")
    if batch.kind == CouponBatch.Kind.SHARED and batch.limit_each is not None:
        yield gettext("Uses of the code"), words.number(batch.limit_each)
    if batch.limit_total is not None:
        yield gettext("Uses of the whole batch"), words.number(batch.limit_total)
    if batch.limit_member is not None:
        yield gettext("Uses by one member in all"), words.number(batch.limit_member)
    if batch.limit_period is not None:
        period = CouponBatch.Period(batch.period).label
        yield gettext("Uses by one member"), f"{words.number(batch.limit_period)} {period}"
    given_back = (batch.returns_on_cancel, gettext("a cancelled purchase")), (
        batch.returns_on_return, gettext("a return of all discounted goods"),
    )  # fmt: skip
    said = ", ".join(text for gives, text in given_back if gives)
    yield gettext("Given back by"), said or gettext("nothing: a code is used once it was in a purchase")


def work_row(work: CouponWork) -> WorkRow:
    """No query when `by` has been read."""
    refused = work.counts.get("refused", 0)
    good = work.counts.get("made", 0) + work.counts.get("issued", 0)
    said = [gettext("{n} done").format(n=words.number(good))]
    said += [gettext("{n} refused").format(n=words.number(refused))] if refused else []
    return WorkRow(
        id=work.pk, what=str(CouponWork.Kind(work.kind).label) + (f": {work.name}" if work.name else ""),
        who=person(work.by), at=work.at,
        state=pill(CouponWork.State(work.state).label, _WORK_TONES[work.state]), done=words.number(work.done),
        total=words.number(work.total), percent=work.done * 100 // max(1, work.total), result=", ".join(said),
        moving=work.state == CouponWork.State.RUNNING,
    )  # fmt: skip
