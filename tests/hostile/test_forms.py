"""Nonsense in every field of every form that the site itself shows, and in every file it takes."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from loyalty.shops.models import Shop
from tests.cast import ANNA_PHONE, Cast
from tests.hostile.addresses import addresses, good_values
from tests.hostile.corpus import BODIES, SHARP, TYPED
from tests.hostile.forms import Form, forms_of
from tests.hostile.sending import books, fault, undone

# What a form needs before a browser's empty one would be accepted: without it nothing hostile reaches the database.
FILLED = {
    "/admin/loyalty/product/add/": {"sku": "S-1", "name": "Чай"},
    "/admin/loyalty/category/add/": {"code": "tea", "name": "Чай"},
    "/admin/loyalty/shop/add/": {"name": "Чайная", "code": "tea", "group": "GROUP"},
    "/admin/loyalty/shopgroup/add/": {"name": "Чай"},
    "/admin/loyalty/integration/add/": {"name": "Сайт", "shop": "SHOP"},
    "/admin/loyalty/unit/add/": {
        "code": "STAMP", "name_ru": "штамп", "name_en": "stamp", "forms_ru": "штамп, штампа, штампов",
        "forms_en": "stamp, stamps",
    },
    "/admin/loyalty/user/add/": {"username": "anna", "new_password": "coffee in the forest"},
    "/admin/loyalty/consenttext/add/": {"kind": "rules", "version": "9", "text_ru": "Правила", "text_en": "Rules"},
    "/admin/campaigns/campaign/add/": {
        "code": "tea", "title_ru": "Чай", "title_en": "Tea", "effects": '[{"percent_off": {"rate": 1000}}]',
    },
    "/admin/campaigns/campaignlane/add/": {"code": "tea", "title": "Чай", "order": "90"},
    "/admin/campaigns/triggercampaign/add/": {
        "code": "visit", "title_ru": "за визит", "title_en": "for a visit", "event": "shop", "shop_event": "visit",
        "points": "1",
    },
    "pause": {"reason": "кофе"},
    "adjust": {"points": "1", "reason": "кофе"},
    "block": {"reason": "кофе"},
    "contacts": {"reason": "кофе"},
    "issue": {"name": "новый", "scopes": "quotes", "reason": "кофе"},
    "/admin/campaigns/couponbatch/add/": {"code": "tea", "name": "Чай", "kind": "single"},
    "make": {"count": "1"},
    "stop": {"reason": "кофе"},
    "revoke": {"reason": "кофе"},
    "/admin/analytics/acquisition/": {"cost": "500", "reason": "кофе"},
    "/sign-in/": {"value": ANNA_PHONE},
    "/sign-in/code/": {"code": "123456"},
}  # fmt: skip


@pytest.fixture
def stranger(cast: Cast) -> Client:
    """A browser that has asked for a code."""
    stranger = Client(raise_request_exception=False)
    stranger.post("/sign-in/", {"value": ANNA_PHONE})
    return stranger


def test_nonsense_in_the_forms_of_staff_and_members(everybody: Client, busy_shop: Cast) -> None:
    found = [form for form in _forms(everybody) if form.action != "/admin/logout/"]

    assert len({form.action for form in found}) > 25
    _expect_no_faults(everybody, found)


def test_nonsense_in_the_forms_of_strangers(stranger: Client) -> None:
    found = list(_forms(stranger, only=("/sign-in/", "/sign-in/code/", "/admin/login/", "/")))

    assert {"/sign-in/", "/sign-in/code/", "/admin/login/"} <= {form.action for form in found}
    _expect_no_faults(stranger, found)


def _forms(browser: Client, *, only: tuple[str, ...] = ()) -> Iterator[Form]:
    """Every POST form of every page, once."""
    seen = set()
    for path in only or [one.with_values(**good_values(one)) for one in addresses() if not one.is_api]:
        with undone():
            answer = browser.get(path)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        for form in forms_of(answer.content.decode()):
            form.action = urljoin(path, form.action or path).partition("?")[0]
            what = (form.action, tuple(form.values), tuple(form.files))
            if form.method == "post" and what not in seen:
                seen.add(what)
                yield form


def _expect_no_faults(browser: Client, forms: list[Form]) -> None:
    before, faults, count = books(), [], 0
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    for turn, form in enumerate(forms):
        for sent in _sendings(form, turn):
            count += 1
            with undone():
                answer = browser.post(form.action, sent)
            for name, value in cookies.items():
                browser.cookies[name] = value
            if wrong := fault(answer, api=False):
                faults.append((wrong, form.action, ascii(sent)[:300]))
    assert not faults, f"{len(faults)} of {count}:\n" + "\n".join(map(str, faults[:40]))
    assert books()[::2] == before[::2]  # rows; numbers are used up by what was accepted and undone


def _sendings(form: Form, turn: int) -> Iterator[dict[str, Any]]:
    good = {**form.values, **_filled(form)}
    names = form.typed()
    yield {}
    for at in range(0, len(names), 3):  # one field's complaint leaves the others' to be heard
        yield {**good, **{name: SHARP[(turn + at + n) % len(SHARP)] for n, name in enumerate(names[at : at + 3])}}
    yield {name: SimpleUploadedFile("x", b"\xff\x00") for name in names}
    yield {name: ["a", "b"] for name in names}
    yield {name: TYPED[(turn * 7 + at) % len(TYPED)] for at, name in enumerate(names)}  # all at once, each its own
    for name in form.files:
        for at, (title, body) in enumerate(BODIES.items()):
            if at % 4 == turn % 4:
                yield {**good, name: SimpleUploadedFile(f"{title}.csv", body)}
                yield {**good, name: SimpleUploadedFile("../../\0.xlsx", body)}


def _filled(form: Form) -> dict[str, str]:
    known = FILLED.get(form.action) or FILLED.get(form.action.rstrip("/").rpartition("/")[2], {})
    rows = {"GROUP": Shop.objects.earliest("pk").group_id, "SHOP": Shop.objects.earliest("pk").pk}
    return {name: str(rows.get(value, value)) for name, value in known.items()}
