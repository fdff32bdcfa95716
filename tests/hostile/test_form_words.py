"""What a person who mistyped something is told under the field: what to do, in their language."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from loyalty.shops.models import Shop
from loyalty.staff.models import RoleLimit
from tests.cast import Cast

ADMIN = "/admin/loyalty/"
# Where, what is typed, and what is said in Russian and in English. "ANNA", "SHOP" and "LIMIT" are rows.
WORDS: list[tuple[str, dict[str, str], str, str]] = [
    (f"{ADMIN}member/ANNA/adjust/", {"points": "abc"}, "Введите число, например 1\xa0234,5.",
     "Enter a number, for example 1,234.5."),
    (f"{ADMIN}member/ANNA/adjust/", {"points": "-5"}, "Введите 0,01 или больше.", "Enter 0.01 or more."),
    (f"{ADMIN}member/ANNA/adjust/", {"points": "9" * 20}, "Введите 10\xa0000\xa0000\xa0000\xa0000 или меньше.",
     "Enter 10,000,000,000,000 or less."),
    (f"{ADMIN}member/ANNA/adjust/", {"points": "1", "reason": ""}, "Напишите причину: потом она понадобится коллегам.",
     "Write the reason: a colleague will need it later."),
    (f"{ADMIN}member/ANNA/block/", {"reason": " "}, "Напишите причину: потом она понадобится коллегам.",
     "Write the reason: a colleague will need it later."),
    (f"{ADMIN}member/ANNA/block/", {"reason": "x" * 300}, "не более 200 символов (сейчас 300)",
     "at most 200 characters (it has 300)"),
    (f"{ADMIN}product/add/", {"sku": ""}, "Обязательное поле.", "This field is required."),
    (f"{ADMIN}product/add/", {"attributes": "красный"},
     "Каждое свойство — в своей строке, «название: значение». Строка 1 написана иначе.",
     "Write each attribute on its own line as “name: value”. Line 1 is not so."),
    (f"{ADMIN}product/add/", {"category": "abc"}, "Вашего варианта нет среди допустимых значений.",
     "That choice is not one of the available choices."),
    (f"{ADMIN}shop/add/", {"code": "Ж Ж"}, "только из латинских букв, цифр, знаков подчеркивания или дефиса",
     "consisting of letters, numbers, underscores or hyphens"),
    (f"{ADMIN}shop/SHOP/change/", {"placed_days": "0"}, "От 1 до 90 дней.", "From 1 to 90 days."),
    (f"{ADMIN}integration/add/", {"adjustment_points": "1e9"}, "Введите целое число.", "Enter a whole number."),
    (f"{ADMIN}unit/add/", {"code": "my stamps"}, "Напишите заглавные латинские буквы и цифры, например «STAMP».",
     "Write capital Latin letters and digits, such as “STAMP”."),
    (f"{ADMIN}unit/add/", {"code": "STAMP", "scale": "9"}, "После запятой бывает не больше двух знаков.",
     "Two digits after the point are the most."),
    (f"{ADMIN}unit/add/", {"forms_ru": "штамп"}, "Напишите три формы через «|»: балл|балла|баллов.",
     "Write three forms through “|”: балл|балла|баллов."),
    (f"{ADMIN}user/add/", {"new_password": "123"}, "как минимум 12 символов", "at least 12 characters"),
    (f"{ADMIN}user/add/", {"username": "owner"}, "Пользователь с таким именем уже существует.",
     "A user with that username already exists."),
    (f"{ADMIN}rolelimit/LIMIT/change/", {"adjustment_points": "10", "adjustment_points_per_day": "5"},
     "За день должно быть можно не меньше, чем за раз.", "A day must allow at least as much as one adjustment."),
    ("/admin/analytics/acquisition/", {"cost": "0,5"}, "Введите 1 или больше.", "Enter 1 or more."),
    ("/admin/analytics/acquisition/", {"cost": "1000000,01"}, "Введите 1\xa0000\xa0000 или меньше.",
     "Enter 1,000,000 or less."),
    (f"{ADMIN}consenttext/add/", {"text_ru": ""}, "Обязательное поле.", "This field is required."),
]  # fmt: skip
CABINET: list[tuple[str, dict[str, str], str, str]] = [
    (
        "/sign-in/",
        {"value": ""},
        "Введите номер телефона: на него придёт код.",
        "Enter your phone: the code will come to it.",
    ),
    (
        "/sign-in/",
        {"value": "abc"},
        "Номер телефона с кодом, например +7 912 345-67-89",
        "A phone number with its code, such as +7 912 345-67-89.",
    ),
    (
        "/sign-in/?by=email",
        {"value": "anna@"},
        "Адрес почты, например anna@mail.ru.",
        "An e-mail address, such as anna@mail.ru.",
    ),
    ("/sign-in/", {"value": "1" * 400}, "не более 32 символов", "at most 32 characters"),
]
LANGUAGES = ("ru", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_are_told_what_to_do(everybody: Client, busy_shop: Cast, language: str) -> None:
    rows = {
        "ANNA": busy_shop.anna,
        "SHOP": Shop.objects.earliest("pk").pk,
        "LIMIT": RoleLimit.objects.earliest("pk").pk,
    }
    everybody.cookies["language"] = language
    for path, typed, *words in WORDS:
        for name, pk in rows.items():
            path = path.replace(name, str(pk))
        _expect(everybody, path, typed, words[LANGUAGES.index(language)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_members_are_told_what_to_do(cast: Cast, language: str) -> None:
    browser = Client()
    browser.cookies["language"] = language
    for path, typed, *words in CABINET:
        _expect(browser, path, typed, words[LANGUAGES.index(language)])


def _expect(browser: Client, path: str, typed: dict[str, str], words: str) -> None:
    answer: Any = browser.post(path, typed)
    said = unescape(answer.content.decode())

    assert answer.status_code == 200, (path, typed)
    assert words in said, (path, typed, [line for line in said.splitlines() if "text-red" in line or "error" in line])
    assert "Нарушено ограничение" not in said
    assert "Constraint “" not in said
