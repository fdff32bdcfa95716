"""Shops and keys: a secret is shown once, a revoked key is refused."""

import re
from datetime import UTC, datetime
from typing import Any

from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse

from loyalty.audit.models import AuditEvent
from loyalty.shops.authenticate import authenticate
from loyalty.shops.models import ApiKey, Integration, Shop
from tests.builders import NOON, a_shop, an_integration
from tests.cast import Cast
from tests.loyalty.admin.roles import SignIn


def issue(browser: Client, integration: Integration, **changes: Any) -> Any:
    sent = {"name": "Касса 3", "scopes": ["quotes", "orders"], "expires": "", **changes}
    return browser.post(reverse("admin:issue_key", args=[integration.pk]), sent)


def secret_on(page: str) -> str:
    found = re.search(r"data-secret>([^<]+)<", page)
    assert found, "the page shows no secret"
    return found[1]


def test_a_key_is_shown_once_and_works(cast: Cast, sign_in: SignIn) -> None:
    # when a key is issued
    browser = sign_in()
    answer = issue(browser, cast.till)

    # then the answer shows a secret that works, for what was chosen
    secret = secret_on(answer.content.decode())
    client = authenticate(secret=secret, at=NOON)
    assert client is not None
    assert client.scopes == frozenset({"quotes", "orders"})
    assert answer["Cache-Control"] == "no-store" or "no-store" in answer["Cache-Control"]

    # and no page shows it again
    change = reverse("admin:loyalty_integration_change", args=[cast.till.pk])
    history = browser.get(reverse("admin:loyalty_integration_history", args=[cast.till.pk]))["Location"]
    for address in (change, history, reverse("admin:issue_key", args=[cast.till.pk])):
        assert secret not in browser.get(address).content.decode()
    assert "Касса 3" in browser.get(change).content.decode()
    acts = AuditEvent.objects.filter(object_kind="key", act="added", principal="staff", principal_id=cast.owner.pk)
    assert "Касса 3" in acts.latest("pk").object_name


def test_a_key_may_be_given_limits_of_its_own(cast: Cast, sign_in: SignIn) -> None:
    # when a key is issued with them
    browser = sign_in(language="en")
    answer = issue(browser, cast.till, requests_per_second="500", enrolments_per_hour="1000")

    # then it has them, and its row says so
    client = authenticate(secret=secret_on(answer.content.decode()), at=NOON)
    assert client is not None
    assert (client.requests_per_second, client.enrolments_per_hour) == (500, 1_000)
    page = browser.get(reverse("admin:loyalty_integration_change", args=[cast.till.pk])).content.decode()
    assert "up to 500 requests per second" in page
    assert "up to 1000 new members per hour" in page

    # and numbers that mean nothing are refused
    for wrong in ("0", "-1", "1000000", "many"):
        assert "data-secret" not in issue(browser, cast.till, name="x", requests_per_second=wrong).content.decode()


def test_the_same_page_sent_twice_makes_one_key(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in()
    issue(browser, cast.till)
    again = issue(browser, cast.till)
    assert "name" in again.context["form"].errors
    assert ApiKey.objects.filter(integration=cast.till, name="Касса 3").count() == 1


def test_a_key_needs_a_name_and_something_to_do(cast: Cast, sign_in: SignIn) -> None:
    answer = issue(sign_in(), cast.till, name="", scopes=[])
    assert set(answer.context["form"].errors) == {"name", "scopes"}


def test_a_key_ends_by_the_programmes_clock(cast: Cast, sign_in: SignIn) -> None:
    issue(sign_in(), cast.till, expires="2027-01-01T00:00")
    assert ApiKey.objects.get(name="Касса 3").expiry_date == datetime(2026, 12, 31, 21, tzinfo=UTC)


def test_a_revoked_key_is_refused(cast: Cast, sign_in: SignIn) -> None:
    # given a key that works
    browser = sign_in()
    secret = secret_on(issue(browser, cast.till).content.decode())
    key = ApiKey.objects.get(name="Касса 3")
    address = reverse("admin:revoke_key", args=[cast.till.pk, key.prefix])

    # when the page is only opened, it still does
    assert "Касса 3" in browser.get(address).content.decode()
    assert authenticate(secret=secret, at=NOON) is not None

    # when it is confirmed, it does not
    browser.post(address)
    assert authenticate(secret=secret, at=NOON) is None


def test_only_those_who_may_issue_and_revoke(cast: Cast, sign_in: SignIn) -> None:
    key = ApiKey.objects.filter(integration=cast.till).get()
    assert issue(sign_in("Marketer"), cast.till).status_code == 403
    assert issue(sign_in("Integrator"), cast.till).status_code == 200
    revoke = reverse("admin:revoke_key", args=[cast.till.pk, key.prefix])
    assert sign_in("Support").post(revoke).status_code == 403
    foreign = reverse("admin:revoke_key", args=[cast.other_till.pk, key.prefix])
    assert sign_in().post(foreign).status_code == 404
    key.refresh_from_db()
    assert not key.revoked


def test_a_shop_is_added_and_keeps_its_code(cast: Cast, sign_in: SignIn) -> None:
    # when a shop is added
    browser = sign_in()
    sent = {"name": "Чай на Речной", "code": "rechnaya", "timezone": "Asia/Omsk", "placed_days": "5", "is_active": "on"}
    browser.post(reverse("admin:loyalty_shop_add"), sent)
    shop = Shop.objects.get(code="rechnaya")
    assert (shop.timezone, shop.placed_days) == ("Asia/Omsk", 5)

    # then its code cannot be changed, the rest can
    browser.post(reverse("admin:loyalty_shop_change", args=[shop.pk]), {**sent, "code": "other", "name": "Чай"})
    shop.refresh_from_db()
    assert (shop.code, shop.name) == ("rechnaya", "Чай")
    answer = browser.post(reverse("admin:loyalty_shop_add"), {**sent, "code": "x", "timezone": "Mars/Olympus"})
    assert "timezone" in answer.context["adminform"].form.errors


def test_a_form_writes_only_what_was_changed_in_it(cast: Cast, sign_in: SignIn) -> None:
    # given a form opened before somebody else renamed the integration
    integration = an_integration(a_shop("late"), name="Сайт", adjustment_points=10)
    browser = sign_in()
    address = reverse("admin:loyalty_integration_change", args=[integration.pk])
    form = browser.get(address).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}

    def rename(**how: object) -> None:
        Integration.objects.filter(pk=integration.pk).update(name="Интернет-магазин")

    # when the form changes only the limit, and the name changes while it is being saved
    pre_save.connect(rename, sender=Integration)
    try:
        browser.post(address, {**sent, "adjustment_points": "20", "adjustment_points_per_day": "100"})
    finally:
        pre_save.disconnect(rename, sender=Integration)

    # then both changes are there
    integration.refresh_from_db()
    assert (integration.name, integration.adjustment_points) == ("Интернет-магазин", 20)


def test_an_integration_is_added_and_leads_to_its_key(cast: Cast, sign_in: SignIn) -> None:
    sent = {"shop": cast.lesnaya.pk, "name": "Сайт", "adjustment_points": "0", "adjustment_points_per_day": "0"}
    answer = sign_in().post(reverse("admin:loyalty_integration_add"), sent)
    made = Integration.objects.get(name="Сайт")
    assert answer["Location"] == reverse("admin:loyalty_integration_change", args=[made.pk])
