"""The journal in the admin: who did what, from where, why, before and after, in words."""

import re

from django.conf import settings
from django.test import Client
from django.urls import reverse

from loyalty.admin.journal_names import names_of
from loyalty.admin.journal_words import actor_of
from loyalty.audit.models import AuditEvent
from loyalty.catalogue.models import Category
from loyalty.shops.models import ApiKey, Scope, Shop
from tests.builders import PASSWORD, an_integration, with_settings
from tests.cast import ANNA_PHONE, Cast
from tests.loyalty.admin.roles import SignIn

LIST = "admin:loyalty_auditevent_changelist"


def _page(browser: Client, event: AuditEvent) -> str:
    answer = browser.get(reverse("admin:loyalty_auditevent_change", args=[event.pk]))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def _last(**which: object) -> AuditEvent:
    return AuditEvent.objects.filter(**which).latest("pk")


def test_a_change_in_the_admin_names_the_person_and_the_request(cast: Cast, sign_in: SignIn) -> None:
    # when the owner closes a shop
    browser = sign_in()
    address = reverse("admin:loyalty_shop_change", args=[cast.lesnaya.pk])
    sent = {"name": "Кофе на Лесной", "timezone": "Europe/Moscow", "group": cast.lesnaya.group_id, "placed_days": 9}
    answer = browser.post(address, sent, REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 302

    # then the journal knows who, from where, in which request, and what differs
    event = _last(object_kind="shop")
    assert (event.principal, event.principal_id, event.ip) == ("staff", cast.owner.pk, "203.0.113.7")
    assert event.request_id == answer["X-Request-ID"]
    page = _page(browser, event)
    assert '<td>Работает</td><td class="muted">да</td><td>нет</td>' in page
    assert "203.0.113.7" in page
    assert address in page

    # and the next change, from elsewhere, is not theirs
    Shop.objects.update(is_active=True)
    assert _last(object_kind="shop").principal == "database"


def test_rules_are_told_in_words_with_their_note(cast: Cast, sign_in: SignIn) -> None:
    with_settings(burn_max_rate=1_000)
    page = _page(sign_in(language="en"), _last(object_kind="program"))
    assert "50%" in page.replace(" ", "")
    assert "10%" in page.replace(" ", "")
    assert "test" in page


def test_a_key_of_the_admin_is_in_the_journal_without_its_secret(cast: Cast, sign_in: SignIn) -> None:
    browser, till = sign_in(), an_integration(cast.lesnaya, name="Киоск")
    address = reverse("admin:issue_key", args=[till.pk])
    answer = browser.post(address, {"name": "Киоск 1", "scopes": ["quotes"], "expires": ""})
    found = re.search(r"data-secret>([^<]+)<", answer.content.decode())
    assert found
    page = _page(browser, _last(object_kind="key", act="added"))
    assert "Киоск 1" in page
    assert str(Scope.QUOTES.label) in page
    assert found[1].partition(".")[2] not in page
    assert ApiKey.objects.get(name="Киоск 1").hashed_key not in page


def test_corrections_blocks_and_looks_tell_who_and_why(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in("Support")
    reason = {"reason": "звонок в поддержку"}
    browser.post(reverse("admin:block_member", args=[cast.anna]), reason)
    browser.post(reverse("admin:block_member", args=[cast.anna]), reason)
    browser.post(reverse("admin:unmask_member", args=[cast.anna]), reason)

    events = AuditEvent.objects.filter(object_kind="member", object_id=str(cast.anna)).order_by("pk")
    assert [event.act for event in events] == ["blocked", "unblocked", "unmasked"]
    assert {(event.principal, event.reason) for event in events} == {("staff", "звонок в поддержку")}
    assert all(event.ip and event.request_id for event in events)
    assert ANNA_PHONE not in "".join(_page(sign_in(), event) for event in events)


def test_sign_ins_are_written_and_what_was_typed_is_not(cast: Cast) -> None:
    browser, login = Client(), reverse("admin:login")
    browser.post(login, {"username": "owner", "password": "wrong"})
    assert (_last().act, _last().object_id, _last().principal_id) == ("sign_in_failed", str(cast.owner.pk), None)

    browser.post(login, {"username": PASSWORD, "password": "owner"})
    assert (_last().act, _last().object_id, _last().object_name) == ("sign_in_failed", "", "")

    browser.post(login, {"username": "owner", "password": PASSWORD})
    assert (_last().act, _last().object_id, _last().principal_id) == (
        "signed_in", str(cast.owner.pk), cast.owner.pk,
    )  # fmt: skip
    assert _last().ip == "127.0.0.1"


def test_goods_changed_by_hand_are_written(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in()
    category = Category.objects.create(code="coffee", name="Кофе")
    browser.post(
        reverse("admin:loyalty_category_change", args=[category.pk]), {"code": "coffee", "name": "Чай", "parent": ""}
    )
    event = _last(object_kind="category")
    assert (event.act, event.before, event.after) == ("changed", {"name": "Кофе"}, {"name": "Чай"})
    browser.post(reverse("admin:loyalty_category_delete", args=[category.pk]), {"post": "yes"})
    assert _last(object_kind="category").act == "deleted"


def test_filters_find_the_acts_of_one_person_and_of_one_object(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in()
    browser.post(reverse("admin:block_member", args=[cast.anna]), {"reason": "потеря"})
    browser.post(reverse("admin:unmask_member", args=[cast.boris]), {"reason": "звонок"})
    queries: tuple[tuple[dict[str, str | int], str, str], ...] = (
        ({"object_kind__exact": "member", "object_id__exact": cast.anna}, "потеря", "звонок"),
        ({"act": "unmasked"}, "звонок", "потеря"),
        ({"employee": cast.owner.pk}, "звонок", "Хлеб на Садовой"),
        ({"employee": cast.cashier.pk}, "Журнал", "звонок"),
    )
    for query, shown, hidden in queries:
        page = browser.get(reverse(LIST), query).content.decode()
        listed = page[page.index("result_list") :] if "result_list" in page else page
        assert shown in page, query
        assert hidden not in listed, query


def test_the_history_of_a_row_is_its_journal(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in().get(reverse("admin:loyalty_shop_history", args=[cast.lesnaya.pk]))
    assert answer["Location"] == f"{reverse(LIST)}?object_kind__exact=shop&object_id__exact={cast.lesnaya.pk}"


def test_an_act_of_a_later_version_is_shown_by_its_codes(cast: Cast, sign_in: SignIn) -> None:
    event = AuditEvent.objects.create(act="teleported", object_kind="robot", object_id="7", principal="system")
    assert "teleported" in _page(sign_in(), event)


def test_who_has_no_name_is_known_by_role_and_program() -> None:
    def who(**stamped: str) -> str:
        event = AuditEvent(principal="database", **stamped)
        return actor_of(event, names_of([event]))

    assert who(db_role=settings.DATABASE_APP_ROLE, application="loyalty import_receipts").endswith(
        "loyalty import_receipts"
    )
    assert "postgres, psql" in who(db_role="postgres", application="psql")
    assert "postgres, loyalty web" in who(db_role="postgres", application="loyalty web")  # anybody may call it so
