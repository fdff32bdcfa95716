"""An account of points as the books have it, who froze it and why; freezing it, and letting it go again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.admin.kit import say, staff
from loyalty.admin.member_actions import ReasonForm
from loyalty.admin.member_words import owner_words, with_owner_names
from loyalty.admin.principals import reason_words, who_did
from loyalty.admin.proof_rows import law_words
from loyalty.admin.site import site
from loyalty.admin.units import unit_name, words_of
from loyalty.clock import now
from loyalty.ledger.cause import Principal
from loyalty.ledger.freeze import freeze
from loyalty.ledger.freezes import FreezeLine, freezes_of, frozen_accounts
from loyalty.ledger.models import Account, Entry
from loyalty.ledger.unfreeze import unfreeze
from loyalty.refusals import Refusal

ENTRIES = 20


def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Its buckets as stored, its last entries, and its history of freezes."""
    row = _account(request, pk)
    history = [freeze_words(line) for line in freezes_of(account_id=pk)]
    return _page(
        request, "account", row, title=_("Account {number}").format(number=pk), history=history,
        parts=[
            (_("Available, with what is held"), _points(row, row.active)),
            (_("Waiting"), _points(row, row.pending)),
            (_("On hold"), _points(row, row.held)),
            (_("Debt"), _points(row, row.debt)),
        ],
        entries=[_entry(row, entry) for entry in Entry.objects.filter(account=row).order_by("-id")[:ENTRIES]],
        why=history[0] if history and row.frozen_at else None,
        may_change=_may(request, row),
    )  # fmt: skip


def freeze_or_unfreeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what will happen, asks for the reason, and does it."""
    row = _account(request, pk)
    if not _may(request, row):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        how = {
            "account_id": pk, "principal": Principal("staff", staff(request).pk), "reason": form.cleaned_data["reason"],
            "at": now(),
        }  # fmt: skip
        was_frozen = row.frozen_at is not None
        try:
            (unfreeze if was_frozen else freeze)(**how)
        except Refusal as refusal:
            say(request, refusal)
        else:
            done = gettext("The account is free: points can be spent again.") if was_frozen else ""
            messages.success(request, done or gettext("The account is frozen: nothing can be spent from it."))
        return redirect("admin:account", pk)
    title = _("Unfreeze the account") if row.frozen_at else _("Freeze the account")
    above = ((_("Account {number}").format(number=pk), site.url_of("account", pk)),)
    return _page(request, "freeze", row, title=title, form=form, trail=above)


def frozen(request: HttpRequest) -> HttpResponse:
    """Everybody whose points cannot be spent now."""
    lines = frozen_accounts()
    rows = Account.objects.filter(pk__in=[line.account_id for line in lines]).select_related("unit")
    owners = {row.pk: _owner(row) for row in with_owner_names(rows, request, account="")}
    return site.page(
        request, "loyalty/admin/accounts/frozen.html", title=_("Frozen accounts"), trail=_above(),
        rows=[(line, owners.get(line.account_id, "—"), freeze_words(line)) for line in lines],
    )  # fmt: skip


def freeze_words(line: FreezeLine) -> dict[str, Any]:
    """A line of the history as people read it."""
    return {
        "frozen": line.frozen, "at": line.at, "who": who_did(line.principal, line.principal_id),
        "why": reason_words(line.reason), "law": law_words(line.law) if line.law else "",
    }  # fmt: skip


def _may(request: HttpRequest, row: Account) -> bool:
    return request.user.has_perm("loyalty.unfreeze_account" if row.frozen_at else "loyalty.freeze_account")


def _account(request: HttpRequest, pk: int) -> Account:
    row: Account = get_object_or_404(
        with_owner_names(Account.objects.select_related("unit"), request, account=""), pk=pk
    )
    return row


def _owner(row: Any) -> Any:
    return owner_words(row, row.owner_first, row.owner_last)


def _points(row: Account, amount: int, *, signed: bool = False) -> str:
    return words.points(amount, words_of(row.unit), signed=signed)


def _entry(row: Account, entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at, "kind": entry.get_kind_display(), "bucket": entry.get_bucket_display(),
        "operation_id": entry.operation_id, "amount": _points(row, entry.amount, signed=True),
        "after": _points(row, entry.balance_after),
    }  # fmt: skip


def _above() -> tuple[tuple[object, str], ...]:
    return ((_("Proof of the books"), site.url_of("proof")),)


def _page(request: HttpRequest, template: str, row: Account, *, title: object, **context: Any) -> HttpResponse:
    trail = (*_above(), *context.pop("trail", ()))
    return site.page(
        request, f"loyalty/admin/accounts/{template}.html", title=title, trail=trail, account=row, owner=_owner(row),
        unit=unit_name(row.unit), **context,
    )  # fmt: skip


site.add_page("accounts/frozen/", frozen, name="frozen_accounts", permission="loyalty.view_account")
site.add_page("accounts/<int:pk>/", account, name="account", permission="loyalty.view_account")
site.add_page("accounts/<int:pk>/freeze/", freeze_or_unfreeze, name="freeze_account", permission="loyalty.view_account")
