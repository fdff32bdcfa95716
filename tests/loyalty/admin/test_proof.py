"""The proof page: the last result in plain words, and a check that a background job makes."""

import importlib
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from kombu.exceptions import OperationalError

from loyalty.clock import now
from loyalty.ledger.keep_proof import keep_proof
from loyalty.ledger.last_proof import last_proof, nights_in_a_row
from loyalty.ledger.prove import Checked, Report, prove
from loyalty.ledger.proving import tell
from loyalty.program.current import program
from loyalty.proofs import proofs
from loyalty.tasks import prove_books
from tests.builders import a_cart, an_order
from tests.cast import Cast, enter_cast
from tests.loyalty.admin.roles import SignIn

PROOF = "admin:proof"


def report(violations: int = 0) -> Report:
    codes = [code for code, _proof in proofs]
    return Report(
        at=now(),
        queries=tuple(
            Checked(code=code, title="", rows=1_000, violations=violations, ids=(41, 42)[:violations], ms=12)
            for code in codes
        ),
    )


def test_a_kept_proof_is_read_back(db: None) -> None:
    assert last_proof() is None
    keep_proof(report=report())
    keep_proof(report=report(violations=2))
    kept = last_proof()
    assert kept is not None
    assert (kept.ok, kept.violations, kept.rows) == (False, 2 * len(proofs), 1_000 * len(proofs))
    assert kept.queries[0].ids == (41, 42)


def test_the_page_says_each_law_in_words(cast: Cast, sign_in: SignIn) -> None:
    keep_proof(report=report(violations=1))
    page = sign_in(language="en").get(reverse(PROOF)).content.decode()
    assert "The books do not agree" in page
    assert "numbers 41" in page
    for _code, proof in proofs:
        assert str(proof.title)[:20] in page.replace("&#x27;", "'").replace("&quot;", '"')


def test_the_button_asks_a_job_and_the_page_waits_for_it(cast: Cast, sign_in: SignIn) -> None:
    # when a check is asked for
    browser = sign_in(language="en")
    with patch("loyalty.admin.proof.prove_books.delay") as asked:
        answer = browser.post(reverse(PROOF))
    asked.assert_called_once_with()

    # then the page waits, until the job has kept its result
    waiting = answer["Location"]
    assert browser.get(waiting).context["waiting"]
    keep_proof(report=report())
    assert not browser.get(waiting).context["waiting"]


@pytest.mark.parametrize("asked", ["yesterday", "2026-99-99T00:00:00Z", "2020-01-01T00:00:00Z", "2026-01-01"])
def test_nobody_waits_for_a_strange_or_an_old_request(cast: Cast, sign_in: SignIn, asked: str) -> None:
    assert not sign_in().get(reverse(PROOF), {"asked": asked}).context["waiting"]


def test_jobs_that_do_not_answer_are_said_so(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(language="en")
    with patch("loyalty.admin.proof.prove_books.delay", side_effect=OperationalError):
        answer = browser.post(reverse(PROOF), follow=True)
    assert "The background jobs do not answer" in answer.content.decode()


def test_who_does_not_see_the_ledger_does_not_see_its_proof(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("Marketer").get(reverse(PROOF)).status_code == 403
    assert sign_in("Marketer").post(reverse(PROOF)).status_code == 403


def test_the_job_proves_the_books_and_keeps_the_result(own_database: str) -> None:
    # given books with a sale in them
    cast = enter_cast()
    an_order(cast.lesnaya, a_cart(cast.anna), at=now() - timedelta(minutes=1))

    # when the job runs
    assert prove_books() is True

    # then the kept result is that of a proof
    kept, again = last_proof(), prove(at=now())
    assert kept is not None
    assert [(query.code, query.rows) for query in kept.queries] == [(query.code, query.rows) for query in again.queries]


def test_the_web_server_asks_our_broker() -> None:
    importlib.import_module("config.wsgi")
    assert prove_books.app.conf.broker_url == settings.CELERY_BROKER_URL


def at_night(days_ago: int, *, violations: int = 0) -> None:
    found = report(violations)
    keep_proof(report=Report(at=now() - timedelta(days=days_ago), queries=found.queries))


@pytest.mark.parametrize(
    ("nights", "in_a_row"),
    [
        ([], 0),
        ([(2, 0), (1, 0), (0, 0)], 3),
        ([(4, 0), (2, 0), (1, 0), (0, 0)], 3),
        ([(3, 0), (2, 1), (1, 0), (0, 0)], 2),
        ([(1, 0), (0, 0), (0, 1)], 0),
    ],
)
def test_nights_in_a_row_end_at_a_gap_and_at_a_violation(
    db: None, nights: list[tuple[int, int]], in_a_row: int
) -> None:
    for days_ago, violations in nights:
        at_night(days_ago, violations=violations)
    assert nights_in_a_row(zone=program().zone) == in_a_row


def test_the_page_shows_earlier_checks_and_each_as_it_was(cast: Cast, sign_in: SignIn) -> None:
    # given 400 days of history, of which the first is too old to be shown
    at_night(401, violations=2)
    at_night(399, violations=1)
    at_night(1)
    browser = sign_in(language="en")
    # when
    context = browser.get(reverse(PROOF)).context
    # then
    assert [one.violations > 0 for one, _rows, _seconds in context["history"]] == [False, True]
    assert [dot.tone for dot in context["rows"][0].trend] == ["bad", "good"]
    older = browser.get(reverse(PROOF), {"run": context["history"][1][0].id})
    assert "The books do not agree" in older.content.decode()
    assert "This is an older result" in older.content.decode()
    for strange in ("x", "0", "9" * 30):
        assert browser.get(reverse(PROOF), {"run": strange}).status_code == 404


def test_the_result_is_a_table_for_the_accountant(cast: Cast, sign_in: SignIn) -> None:
    keep_proof(report=report(violations=1))
    answer = sign_in(language="en").get(reverse("admin:proof_export"))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0].startswith("Checked at;Law;")
    assert len(lines) == 1 + len(proofs)
    assert lines[1].split(";")[3:6] == ["1000", "1", "41"]


def test_the_page_says_how_far_a_check_is(cast: Cast, sign_in: SignIn) -> None:
    # given a job in the middle of its work
    codes = sorted(code for code, _proof in proofs)
    browser = sign_in(language="en")
    with suppress(InterruptedError), transaction.atomic():
        tell(codes[3])
        # then
        page = browser.get(reverse(PROOF))
        assert f"Checking law 4 of {len(codes)}" in page.content.decode()
        raise InterruptedError  # and it is killed
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_clear_snapshot()")  # a request would have a transaction of its own
    assert not browser.get(reverse(PROOF)).context["waiting"]
