"""An account's page: frozen and freed by those who may, with a reason; a broken law leads to it."""

import pytest
from django.urls import reverse

from loyalty.clock import now
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.freeze import freeze
from loyalty.ledger.freezes import freezes_of
from loyalty.ledger.keep_proof import keep_proof
from loyalty.ledger.models import Account
from loyalty.ledger.prove import Checked, Report
from tests.builders import some_points
from tests.cast import Cast
from tests.loyalty.admin.roles import SignIn


@pytest.fixture
def account_id(cast: Cast) -> int:
    some_points(cast.anna, 500)
    return Account.objects.get(owner_id=cast.anna).pk


def is_frozen(account_id: int) -> bool:
    return Account.objects.get(pk=account_id).frozen_at is not None


def test_an_account_is_frozen_with_a_reason_and_freed_again(cast: Cast, sign_in: SignIn, account_id: int) -> None:
    # given
    browser, page = sign_in(language="en"), reverse("admin:freeze_account", args=[account_id])
    assert "Purchases still earn" in browser.get(page).content.decode()
    # when nothing is said of why, nothing happens
    browser.post(page, {"reason": ""})
    assert not is_frozen(account_id)
    # when
    browser.post(page, {"reason": "card seen in two cities"})
    assert is_frozen(account_id)
    told = browser.get(reverse("admin:account", args=[account_id])).content.decode()
    assert "card seen in two cities" in told
    assert "500 points" in told.replace("\u00a0", " ")
    assert "Frozen: points cannot be spent" in browser.get(
        reverse("admin:loyalty_member_change", args=[cast.anna])
    ).content.decode()  # fmt: skip
    browser.post(page, {"reason": "it was a couple"})
    # then
    assert not is_frozen(account_id)
    lines = freezes_of(account_id=account_id)
    assert [(line.frozen, line.principal, line.principal_id) for line in lines] == [
        (False, "staff", cast.owner.pk),
        (True, "staff", cast.owner.pk),
    ]


@pytest.mark.parametrize(("role", "may_freeze", "may_free"), [("Support", 302, 403), ("Analyst", 403, 403)])
def test_who_may_freeze_and_who_may_free(
    cast: Cast, sign_in: SignIn, account_id: int, role: str, may_freeze: int, may_free: int
) -> None:
    browser, page = sign_in(role), reverse("admin:freeze_account", args=[account_id])
    assert browser.post(page, {"reason": "odd"}).status_code == may_freeze
    freeze(account_id=account_id, principal=SYSTEM, reason="proof", law="Q-01", at=now())
    assert browser.post(page, {"reason": "fine"}).status_code == may_free
    assert sign_in("Marketer").get(reverse("admin:account", args=[account_id])).status_code == 403


def test_a_broken_law_leads_to_its_rows_and_accounts(cast: Cast, sign_in: SignIn, account_id: int) -> None:
    # given
    checked = Checked(code="Q-01", title="", rows=3, violations=1, ids=(account_id,), ms=5)
    keep_proof(report=Report(at=now(), queries=(checked,)))
    browser = sign_in(language="en")
    # when
    page = browser.get(reverse("admin:proof_law", args=["Q-01"])).content.decode()
    # then
    assert reverse("admin:account", args=[account_id]) in page
    assert reverse("admin:freeze_account", args=[account_id]) in page
    assert "Анна" in page
    freeze(account_id=account_id, principal=SYSTEM, reason="proof", law="Q-01", at=now())
    assert reverse("admin:freeze_account", args=[account_id]) not in browser.get(
        reverse("admin:proof_law", args=["Q-01"])
    ).content.decode()  # fmt: skip
    assert browser.get(reverse("admin:proof_law", args=["Q-77"])).status_code == 404
    told = browser.get(reverse("admin:frozen_accounts")).content.decode()
    assert "does not add up" in told
    assert "debt of every account equal" in told
