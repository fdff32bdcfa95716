"""Employees, roles and limits; kinds of points; consent texts."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from loyalty.ledger.models import Unit
from loyalty.members.models import ConsentText
from loyalty.staff.models import RoleLimit, User
from tests.builders import a_user
from tests.cast import Cast
from tests.loyalty.admin.roles import SignIn

NEW = "forest mushrooms 7"


def save_user(browser: Client, user: User | None = None, **changes: Any) -> Any:
    sent = {
        "username": "petr", "first_name": "Пётр", "last_name": "Ильин", "email": "", "is_active": "on",
        "groups": [Group.objects.get(name="Support").pk], "new_password": "", "shop": "", "member": "", **changes,
    }  # fmt: skip
    address = reverse("admin:loyalty_user_change", args=[user.pk]) if user else reverse("admin:loyalty_user_add")
    return browser.post(address, sent)


def test_a_new_employee_can_sign_in_and_do_the_work(cast: Cast, sign_in: SignIn) -> None:
    assert save_user(sign_in(), new_password=NEW).status_code == 302
    petr = Client()
    assert petr.login(username="petr", password=NEW)
    assert petr.get(reverse("admin:loyalty_member_changelist")).status_code == 200
    assert petr.get(reverse("admin:loyalty_user_changelist")).status_code == 403


@pytest.mark.parametrize("password", ["", "short", "12345678901234", "password1234"])
def test_a_new_employee_needs_a_good_password(cast: Cast, sign_in: SignIn, password: str) -> None:
    answer = save_user(sign_in(), new_password=password)
    assert "new_password" in answer.context["adminform"].form.errors
    assert not User.objects.filter(username="petr").exists()


def test_the_password_stays_unless_a_new_one_is_typed(cast: Cast, sign_in: SignIn) -> None:
    petr = a_user("petr", roles=["Support"])
    owner = sign_in()
    before = petr.password
    save_user(owner, petr, last_name="Орлов")
    petr.refresh_from_db()
    assert (petr.last_name, petr.password) == ("Орлов", before)
    save_user(owner, petr, new_password=NEW)
    petr.refresh_from_db()
    assert petr.check_password(NEW)


def test_an_employee_switched_off_cannot_come_in(cast: Cast, sign_in: SignIn) -> None:
    petr = a_user("petr", roles=["Support"])
    browser = Client()
    browser.force_login(petr)
    save_user(sign_in(), petr, is_active="")
    assert browser.get(reverse("admin:index")).status_code == 302


def test_no_role_makes_an_administrator_or_touches_one(cast: Cast, sign_in: SignIn) -> None:
    # given a superuser
    admin = User.objects.create_superuser("headmaster", password=NEW)
    owner = sign_in()

    # then the owner neither sees nor changes them, nor can become one
    assert "headmaster" not in owner.get(reverse("admin:loyalty_user_changelist")).content.decode()
    assert save_user(owner, admin, new_password="another forest 77").status_code == 302
    admin.refresh_from_db()
    assert admin.check_password(NEW)
    save_user(owner, cast.owner, username="owner", is_superuser="on")
    cast.owner.refresh_from_db()
    assert not cast.owner.is_superuser


def test_only_the_owner_keeps_employees(cast: Cast, sign_in: SignIn) -> None:
    for role in ("Marketer", "Approver", "Analyst", "Support", "Cashier lead", "Integrator"):
        assert save_user(sign_in(role), new_password=NEW).status_code == 403, role


def test_limits_of_a_role(cast: Cast, sign_in: SignIn) -> None:
    limit = RoleLimit.objects.get(group__name="Support")
    owner, address = sign_in(), reverse("admin:loyalty_rolelimit_change", args=[limit.pk])
    listed = reverse("admin:loyalty_rolelimit_changelist")
    assert "не запускает" in owner.get(listed).content.decode()
    owner.post(
        address, {"adjustment_points": "700", "adjustment_points_per_day": "7000", "campaign_kopecks": "5 000,50"}
    )
    limit.refresh_from_db()
    assert (limit.adjustment_points, limit.adjustment_points_per_day) == (700, 7_000)
    assert limit.campaign_kopecks == 500_050
    assert "5\xa0000,50\xa0₽" in owner.get(listed).content.decode()

    # an empty field lifts the limit on campaigns
    owner.post(address, {"adjustment_points": "700", "adjustment_points_per_day": "7000", "campaign_kopecks": ""})
    limit.refresh_from_db()
    assert limit.campaign_kopecks is None

    # a day that does not cover one adjustment is refused
    answer = owner.post(address, {"adjustment_points": "700", "adjustment_points_per_day": "7"})
    assert answer.status_code == 200
    assert sign_in("Support").post(address, {"adjustment_points": "9"}).status_code == 403


def test_the_price_of_a_point_is_typed_in_roubles(cast: Cast, sign_in: SignIn) -> None:
    unit = Unit.objects.get(code="BONUS")
    owner, address = sign_in(), reverse("admin:loyalty_unit_change", args=[unit.pk])
    sent = {"name_ru": "баллы", "name_en": "points", "forms_ru": "балл|балла|баллов", "forms_en": "point|points"}
    owner.post(address, {**sent, "price": "0,50", "code": "OTHER", "scale": "2"})
    unit.refresh_from_db()
    assert (unit.code, unit.scale, unit.step_kopecks) == ("BONUS", 0, 50)
    for wrong in ({"price": ""}, {"price": "1", "forms_ru": "балл"}, {"price": "0"}):
        assert owner.post(address, {**sent, **wrong}).status_code == 200, wrong


def test_a_unit_of_hundredths_costs_whole_kopecks(cast: Cast, sign_in: SignIn) -> None:
    owner, address = sign_in(), reverse("admin:loyalty_unit_add")
    sent = {
        "code": "CASHBACK", "name_ru": "рубли", "name_en": "roubles", "forms_ru": "рубль|рубля|рублей",
        "forms_en": "rouble|roubles", "scale": "2",
    }  # fmt: skip
    assert owner.post(address, {**sent, "price": "0,50"}).status_code == 200
    assert owner.post(address, {**sent, "price": "1"}).status_code == 302
    assert Unit.objects.get(code="CASHBACK").step_kopecks == 1


def test_a_consent_text_is_published_once_and_for_good(cast: Cast, sign_in: SignIn) -> None:
    owner, address = sign_in(), reverse("admin:loyalty_consenttext_add")
    sent = {"kind": "rules", "version": "2026-12", "text_ru": "Новые правила", "text_en": ""}
    assert owner.post(address, sent).status_code == 302
    assert owner.post(address, sent).status_code == 200
    text = ConsentText.objects.get(version="2026-12")
    answer = owner.post(reverse("admin:loyalty_consenttext_change", args=[text.pk]), {**sent, "text_ru": "Другие"})
    assert answer.status_code == 403
