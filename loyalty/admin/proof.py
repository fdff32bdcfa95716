"""The proof of the books: what was checked last and before, each law with its rows, and a button to check now."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from loyalty import words
from loyalty.admin.kit import short
from loyalty.admin.proof_rows import BrokenRow, broken_rows, law_words
from loyalty.admin.site import programme_of, site
from loyalty.clock import now
from loyalty.ledger.freezes import frozen_accounts
from loyalty.ledger.last_proof import (
    KEPT,
    KeptProof,
    KeptQuery,
    last_proof,
    nights_in_a_row,
    proof_kept_as,
    proofs_since,
)
from loyalty.ledger.proving import proving
from loyalty.proofs import proofs
from loyalty.tasks import prove_books

PATIENCE = timedelta(minutes=10)  # after that nobody waits for a page
TREND = 14  # checks in a row of dots
NIGHTS = 14  # lines of history before "all of it"


@dataclass(frozen=True)
class Dot:
    """One earlier check of a law: whether it held, in words when."""

    tone: str
    words: str


@dataclass(frozen=True)
class ProofRow:
    """One law of the books and whether it holds."""

    code: str
    title: str
    rows: str
    violations: int
    ids: tuple[int, ...]
    seconds: str
    trend: tuple[Dot, ...]


def proof(request: HttpRequest) -> HttpResponse:
    """The last result, or the one asked for. A check runs in the background: a page must not wait for millions of
    rows."""
    if request.method == "POST":
        return _ask(request)
    at = now()
    shown, last = _shown(request), last_proof()
    history = proofs_since(at=at - KEPT)
    running, waiting = proving(), _waiting(request, last)
    codes = sorted(code for code, _proof in proofs)
    return site.page(
        request, "loyalty/admin/proof.html", title=_("Proof of the books"),
        proof=shown, is_last=shown is None or last is None or shown.id == last.id, rows=_rows(shown, history),
        history=[(one, words.number(one.rows), _seconds(one.ms)) for one in _recent(request, history)],
        more=len(history) > NIGHTS and "all" not in request.GET,
        nights=nights_in_a_row(zone=programme_of(request).zone),
        waiting=waiting or bool(running), law=law_words(running) if running else "",
        step=codes.index(running) + 1 if running in codes else 0, steps=len(codes), frozen=len(frozen_accounts()),
        is_old=is_old(last, at),
    )  # fmt: skip


def law(request: HttpRequest, code: str) -> HttpResponse:
    """One law: the rows that break it, each with its page and its account, and how it held before."""
    if code not in proofs:
        raise Http404
    shown, history = _shown(request), proofs_since(at=now() - KEPT)
    query = _query(shown, code)
    rows: Sequence[BrokenRow] = broken_rows(request, of=proofs[code].of, ids=query.ids) if query else ()
    before = [
        (one, found, words.number(found.rows), _seconds(found.ms))
        for one in history[:NIGHTS]
        if (found := _query(one, code))
    ]
    return site.page(
        request, "loyalty/admin/law.html", title=code, trail=((_("Proof of the books"), site.url_of("proof")),),
        law=law_words(code), proof=shown, query=query, checked=words.number(query.rows) if query else "", rows=rows,
        before=before, freezes=proofs[code].freezes, may_freeze=request.user.has_perm("loyalty.freeze_account"),
        more=query.violations - len(query.ids) if query else 0,
    )  # fmt: skip


def export(request: HttpRequest) -> HttpResponse:
    """The result as a table for the accountant: semicolons and a mark of the encoding, as spreadsheets here want it."""
    shown = _shown(request)
    if shown is None:
        raise Http404
    name = f"proof-{shown.at:%Y-%m-%d-%H%M}.csv"
    answer = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    table = csv.writer(answer, delimiter=";")
    heads = (
        _("Checked at"),
        _("Law"),
        _("What must hold"),
        _("Rows checked"),
        _("Violations"),
        _("Numbers"),
        _("Seconds"),
    )
    table.writerow(map(str, heads))
    moment = shown.at.astimezone(programme_of(request).zone).isoformat(timespec="seconds")
    for query in shown.queries:
        table.writerow(
            [moment, query.code, law_words(query.code), query.rows, query.violations,
             " ".join(map(str, query.ids)), _seconds(query.ms)]
        )  # fmt: skip
    return answer


def is_old(last: KeptProof | None, at: datetime) -> bool:
    """Whether the night has not proved the books for two days."""
    return last is not None and last.at < at - timedelta(days=2)


def _ask(request: HttpRequest) -> HttpResponse:
    asked = now()
    try:
        prove_books.delay()
    except OperationalError:
        messages.error(request, gettext("The background jobs do not answer, so nothing was checked. Try again later."))
        return redirect("admin:proof")
    return redirect(f"{site.url_of('proof')}?asked={asked:%Y-%m-%dT%H:%M:%S.%fZ}")


def _shown(request: HttpRequest) -> KeptProof | None:
    run = request.GET.get("run", "")
    if not run:
        return last_proof()
    found = proof_kept_as(proof_id=int(run)) if run.isdecimal() and len(run) < 18 else None
    if found is None:
        raise Http404
    return found


def _recent(request: HttpRequest, history: Sequence[KeptProof]) -> Sequence[KeptProof]:
    return history if "all" in request.GET else history[:NIGHTS]


def _rows(shown: KeptProof | None, history: Sequence[KeptProof]) -> list[ProofRow]:
    if shown is None:
        return []
    before = [one for one in history if one.id <= shown.id][:TREND][::-1]
    return [
        ProofRow(
            code=query.code,
            title=law_words(query.code),
            rows=words.number(query.rows),
            violations=query.violations,
            ids=query.ids,
            seconds=_seconds(query.ms),
            trend=tuple(_dot(one, query.code) for one in before),
        )
        for query in shown.queries
    ]


def _dot(one: KeptProof, code: str) -> Dot:
    found = _query(one, code)
    tone = "" if found is None else "bad" if found.violations else "good"
    return Dot(tone=tone, words=f"{short(one.at)}: {found.violations if found else '—'}")


def _query(one: KeptProof | None, code: str) -> KeptQuery | None:
    return next((query for query in one.queries if query.code == code), None) if one else None


def _seconds(ms: int) -> str:
    return words.number(ms, 3, trim=False)


def _waiting(request: HttpRequest, last: KeptProof | None) -> bool:
    """Whether a check asked for on this page has still to come."""
    try:
        asked: datetime | None = parse_datetime(request.GET.get("asked", ""))
    except ValueError:
        return False
    if asked is None or asked.tzinfo is None or now() - asked > PATIENCE:
        return False
    return last is None or last.at < asked


_MAY: dict[str, Any] = {"permission": "loyalty.view_operation"}
site.add_page("proof/", proof, name="proof", **_MAY)
site.add_page("proof/export/", export, name="proof_export", **_MAY)
site.add_page("proof/<str:code>/", law, name="proof_law", **_MAY)
