"""The proof of the books: what was checked last, and a button to check now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from loyalty import words
from loyalty.admin.site import site
from loyalty.clock import now
from loyalty.ledger.last_proof import KeptProof, last_proof
from loyalty.proofs import proofs
from loyalty.tasks import prove_books

__all__ = ["KeptProof", "last_proof"]


@dataclass(frozen=True)
class ProofRow:
    """One law of the books and whether it holds."""

    title: str
    rows: str
    violations: int
    ids: tuple[int, ...]
    seconds: str


PATIENCE = timedelta(minutes=10)  # after that nobody waits for a page


def proof(request: HttpRequest) -> HttpResponse:
    """The last result. A check runs in the background, because a page must not wait for millions of rows."""
    if request.method == "POST":
        asked = now()
        try:
            prove_books.delay()
        except OperationalError:
            messages.error(
                request, gettext("The background jobs do not answer, so nothing was checked. Try again later.")
            )
            return redirect("admin:proof")
        return redirect(f"{site.url_of('proof')}?asked={asked:%Y-%m-%dT%H:%M:%S.%fZ}")
    last = last_proof()
    return site.page(
        request, "loyalty/admin/proof.html", title=_("Proof of the books"), proof=last, rows=_rows(last),
        waiting=_waiting(request, last),
    )  # fmt: skip


def _rows(last: KeptProof | None) -> list[ProofRow]:
    titles = {code: str(proof.title) for code, proof in proofs}
    return [
        ProofRow(
            title=titles.get(query.code, query.code),
            rows=words.number(query.rows),
            violations=query.violations,
            ids=query.ids,
            seconds=words.number(query.ms, 3, trim=False),
        )
        for query in (last.queries if last else ())
    ]


def _waiting(request: HttpRequest, last: KeptProof | None) -> bool:
    """Whether a check asked for on this page has still to come."""
    try:
        asked: datetime | None = parse_datetime(request.GET.get("asked", ""))
    except ValueError:
        return False
    if asked is None or asked.tzinfo is None or now() - asked > PATIENCE:
        return False
    return last is None or last.at < asked


site.add_page("proof/", proof, name="proof", permission="loyalty.view_operation")
