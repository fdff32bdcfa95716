"""Principals × pages of the admin × own, foreign, absent."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django_celery_beat.models import PeriodicTask

from campaigns.campaign.models import Campaign, CampaignLane
from campaigns.coupons.models import Coupon, CouponBatch
from campaigns.coupons.work_models import CouponWork
from campaigns.referrals.models import Referral
from campaigns.triggers.models import TriggerCampaign, TriggerResult
from loyalty.admin.site import site as staff_site
from loyalty.audit.models import AuditEvent
from loyalty.catalogue.models import Category, Product
from loyalty.certificates.models import Certificate, CertificateBatch, CertificateProduct
from loyalty.imports.models import Upload
from loyalty.ledger.models import Account, Entry, Hold, Lot, Operation, Unit
from loyalty.members.models import ConsentText
from loyalty.proofs import proofs
from loyalty.purchase.models import Order, Return
from loyalty.shops.models import ApiKey, Integration
from loyalty.staff.models import RoleLimit, User
from segments.rfm.models import RfmModel
from segments.segment.models import Segment
from tests.access.tables import ADMIN_PAGES, ADMIN_ROWS, ADMIN_SIGN_IN, rows
from tests.access.world import World, statements
from tests.builders import NOON, a_user

ROLES = {
    "Owner": "Owner", "Marketer": "Marketer", "Approver": "Approver", "Analyst": "Analyst", "Support": "Support",
    "Cashier": "Cashier lead", "Integrator": "Integrator", "Accountant": "Accountant",
}  # fmt: skip
MODELS = list(rows(ADMIN_ROWS))
PAGES = list(rows(ADMIN_PAGES))
_WRITTEN_BY_THE_DOMAIN = {
    "campaign",
    "couponbatch",
    "rfmmodel",
    "segment",
    "member",
    "referral",
    "order",
    "return",
    "operation",
    "entry",
    "lot",
    "hold",
    "auditevent",
    "certificate",
}
OF_A_BATCH = ("coupon_batch_edit", "coupon_batch_stop", "coupon_make", "coupon_load", "coupon_issue")
# Pages of one row by the letter the table has for them; `w` is `o` with POST.
_OF_A_ROW = {"o": "change", "h": "history", "d": "delete", "w": "change"}


def _app(model: str) -> str:
    """The package whose list it is, as the site has it."""
    return next(one._meta.app_label for one in staff_site._registry if one._meta.model_name == model)


def _browser(world: World, role: str, *, shop: Any = None) -> Client:
    user = a_user(roles=[ROLES[role]], shop=shop or (world.cast.lesnaya if role == "Cashier" else None))
    client = Client()
    client.force_login(user)
    return client


def _pk(model: str, world: World, whose: str) -> int:
    """A row of ours, of another shop, or one that is not there."""
    if whose == "absent":
        return 999_999_999
    pk = _pks(world, whose)[model]
    assert pk is not None
    return pk


@lru_cache(maxsize=2)  # asked for a hundred pages in a row
def _pks(world: World, whose: str) -> dict[str, int | None]:
    cast = world.cast
    return {
        "category": Category.objects.get().pk,
        "product": Product.objects.get(sku="COFFEE").pk,
        "consenttext": ConsentText.objects.earliest("pk").pk,
        "unit": 1,
        "operation": Operation.objects.filter(kind="earn", order__external_id=f"{whose}-sold").get().pk,
        "entry": Entry.objects.filter(operation__order__external_id=f"{whose}-sold").latest("id").pk,
        "lot": Lot.objects.filter(order__external_id=f"{whose}-sold").latest("id").pk,
        "hold": Hold.objects.get(order__external_id=f"{whose}-held").pk,
        "member": cast.anna if whose == "own" else cast.vera,
        "order": Order.objects.get(external_id=f"{whose}-sold").pk,
        "return": Return.objects.get(external_id=f"RET-{whose}").pk,
        "certificate": Certificate.objects.earliest("pk").pk,
        "certificateproduct": CertificateProduct.objects.get().pk,
        "shop": cast.lesnaya.pk if whose == "own" else cast.other_shop.pk,
        "shopgroup": cast.lesnaya.group_id,
        "integration": cast.till.pk if whose == "own" else cast.other_till.pk,
        "user": cast.cashier.pk,
        "campaign": Campaign.objects.get(code="spring").pk,
        "campaignlane": CampaignLane.objects.earliest("pk").pk,
        "couponbatch": CouponBatch.objects.get(code="letter").pk,
        "triggercampaign": TriggerCampaign.objects.get().pk,
        "triggerresult": TriggerResult.objects.get().pk,
        "referral": Referral.objects.get().pk,
        "rfmmodel": RfmModel.objects.get().pk,
        "segment": Segment.objects.get(code="friends").pk,
        "rolelimit": RoleLimit.objects.earliest("pk").pk,
        "auditevent": AuditEvent.objects.latest("pk").pk,
    }


@lru_cache(maxsize=2)
def _args(world: World, whose: str) -> dict[str, list[Any]]:
    """What stands in the address of a page, by its name."""
    of_key = ApiKey.objects.filter(integration=world.cast.till if whose == "own" else world.cast.other_till).first()
    assert of_key is not None
    return {
        "programme_version": [1],
        "certificate_batch": [CertificateBatch.objects.earliest("pk").pk],
        "block_certificate": [_pk("certificate", world, whose)],
        "replace_certificate": [_pk("certificate", world, whose)],
        "extend_certificate": [_pk("certificate", world, whose)],
        "print_certificate": [_pk("certificate", world, whose)],
        "adjust_points": [_pk("member", world, whose)],
        "block_member": [_pk("member", world, whose)],
        "unmask_member": [_pk("member", world, whose)],
        "campaign_edit": [_pk("campaign", world, whose)],
        "rfm_edit": [_pk("rfmmodel", world, whose)],
        "rfm_members": [_pk("rfmmodel", world, whose)],
        "segment_edit": [_pk("segment", world, whose)],
        "segment_members": [_pk("segment", world, whose)],
        "segment_list": [_pk("segment", world, whose)],
        "segment_export": [_pk("segment", world, whose)],
        "campaign_step": [_pk("campaign", world, whose), "publish"],
        "campaign_copy": [_pk("campaign", world, whose)],
        "campaign_tags": [_pk("campaign", world, whose)],
        "campaign_roll_back": [_pk("campaign", world, whose), 1],
        "campaign_quick": [_pk("campaign", world, whose), "pause"],
        **{name: [_pk("couponbatch", world, whose)] for name in OF_A_BATCH},
        "coupon_export": [_pk("couponbatch", world, whose), "csv"],
        "coupon_work": [_pk("couponbatch", world, whose), CouponWork.objects.get().pk],
        "coupon_faults": [_pk("couponbatch", world, whose), CouponWork.objects.get().pk],
        "coupon_story": [Coupon.objects.filter(batch__code="letter").earliest("pk").pk],
        "coupon_revoke": [Coupon.objects.filter(batch__code="letter").earliest("pk").pk],
        "give_coupon": [_pk("member", world, whose)],
        "decide_referral": [_pk("referral", world, whose)],
        "campaign_examples": [_pk("campaign", world, whose)],
        "issue_key": [_pk("integration", world, whose)],
        "revoke_key": [_pk("integration", world, whose), of_key.prefix],
        "proof_law": [next(code for code, _proof in proofs)],
        "account": [Account.objects.get(owner_kind="member", owner_id=world.cast.anna).pk],
        "freeze_account": [Account.objects.get(owner_kind="member", owner_id=world.cast.anna).pk],
        "upload": [Upload.objects.get().pk],
        "refused_rows": [Upload.objects.get().pk],
        "change_schedule": [PeriodicTask.objects.earliest("pk").pk],
        "retry_parked": [1],
        "discard_parked": [1],
        "view_on_site": [1, 1],
        "app_list": ["loyalty"],
        "analytics_take": ["overview", "revenue"],
    }


def _address(name: str, world: World, whose: str = "own") -> str:
    name, _colon, kind = name.partition(":")
    address = reverse(f"admin:{name}", args=[kind] if kind else _args(world, whose).get(name, []))
    rows = "?metric=revenue&by=month&from=2026-11-01"
    of_a_month = f"?month={NOON:%Y-%m}-01&unit={Unit.objects.get(code='BONUS').pk}"  # accounting_count has counted it
    asked = {
        "find": f"?q={whose}-sold", "analytics_rows": rows, "analytics_take_rows": rows, "accounting_rows": of_a_month,
    }  # fmt: skip
    return f"{address}{asked.get(name, '')}"


def _is_given(browser: Client, address: str, *, post: bool = False) -> bool:
    """Whether the page opens; it may lead on, but neither to signing in nor, as for what is absent, to the start."""
    answer = browser.post(address, {"format": "csv"}) if post else browser.get(address)
    assert answer.status_code in (200, 302, 403, 404, 405), address
    leads_to = answer.headers.get("Location", "")
    return answer.status_code in (200, 302) and "/login/" not in leads_to and leads_to != reverse("admin:index")


def _patterns(found: list[Any], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, prefix + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield prefix + str(one.pattern), one.name


def _letters(model: str, browser: Client, world: World) -> str:
    """What of a model this employee may open, in the letters of the table."""
    found = ""
    for letter, what in {"l": "changelist", "a": "add", **_OF_A_ROW}.items():
        if letter == "w" and model in _WRITTEN_BY_THE_DOMAIN:
            continue  # POST shows the same page again; test_pages sees that nothing changes
        args = [_pk(model, world, "own")] if letter in _OF_A_ROW else []
        if _is_given(browser, reverse(f"admin:{_app(model)}_{model}_{what}", args=args), post=letter == "w"):
            found += letter
    return found or "-"


def test_every_page_has_its_row() -> None:
    named = {name for _route, name in _patterns(staff_site.get_urls()) if name}
    of_rows = {
        f"{_app(row.name)}_{row.name}_{what}"
        for row in MODELS
        for what in ("changelist", "add", "change", "history", "delete")
    }
    assert named == of_rows | {row.name.partition(":")[0] for row in PAGES} | set(ADMIN_SIGN_IN)
    # what has no name leads on to what has: the old address of a row, and whatever is not there
    nameless = {route for route, name in _patterns(staff_site.get_urls()) if not name}
    assert nameless == {f"{_app(row.name)}/{row.name}/<path:object_id>/" for row in MODELS} | {"(?P<url>.*)$"}


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is let in has been decided before a page is drawn, and drawing takes most of its time."""
    monkeypatch.setattr("django.template.base.Template.render", lambda template, context: "")


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_may_do_with_rows(world: World, role: str) -> None:
    browser = _browser(world, role)
    found = {row.name: _letters(row.name, browser, world) for row in MODELS}
    assert found == {row.name: row.cells[role] for row in MODELS}


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_may_open_beside_rows(world: World, role: str) -> None:
    browser = _browser(world, role)
    found = {}
    for row in PAGES:
        address = _address(row.name, world)
        found[row.name] = "".join("+" if _is_given(browser, address, post=post) else "." for post in (False, True))
    assert found == {row.name: row.cells[role] for row in PAGES}


def test_strangers_members_and_former_employees_are_sent_to_sign_in(world: World) -> None:
    former = _browser(world, "Owner")
    User.objects.filter(pk=former.session["_auth_user_id"]).update(is_active=False)
    outsider = _browser(world, "Owner")
    User.objects.filter(pk=outsider.session["_auth_user_id"]).update(is_staff=False)
    member = Client()
    session = member.session
    session["member"], session["member_since"], session["member_seen"] = world.cast.anna, 0, 2**40
    session.save()
    addresses = [_address(row.name, world) for row in PAGES if row.name not in ("jsi18n",)]
    addresses += [reverse(f"admin:{_app(row.name)}_{row.name}_changelist") for row in MODELS]
    addresses += [
        reverse(f"admin:{_app(row.name)}_{row.name}_change", args=[_pk(row.name, world, "own")]) for row in MODELS
    ]
    for browser in (Client(), former, outsider, member):
        for address in addresses:
            for answer in (browser.get(address), browser.post(address)):
                assert answer.status_code == 302, address
                assert "/admin/login/" in answer["Location"], address


def _seen(answer: Any, pk: str) -> tuple[int, str, str]:
    """What differs of itself is left out: the row's number where an address has it, and what is random."""
    location = answer.headers.get("Location", "").replace(f"/{pk}/", "/…/")
    words = re.sub(r'value="[^"]{64}"|nonce="[^"]*"', "", answer.content.decode()).replace(f"/{pk}/", "/…/")
    return answer.status_code, location, words


# Whose rows are told apart by shop, and the pages of such a row.
_PAGES = ("change", "history", "delete")
OF_A_SHOP = {
    model: tuple(f"{_app(model)}_{model}_{page}" for page in _PAGES)
    for model in ("order", "return", "shop", "lot", "hold", "entry", "operation")
} | {"integration": (*(f"loyalty_integration_{page}" for page in _PAGES), "issue_key", "revoke_key")}


@pytest.mark.parametrize("model", OF_A_SHOP)
def test_to_an_owner_of_one_shop_foreign_and_absent_are_the_same(world: World, model: str) -> None:
    """Status, page, where it leads and what the database was asked."""
    browser = _browser(world, "Owner", shop=world.cast.lesnaya)

    def ask(name: str, whose: str, *, post: bool) -> Any:
        pk = _pk(model, world, whose)
        address = _address(name, world, whose) if name.endswith("_key") else reverse(f"admin:{name}", args=[pk])
        return statements(lambda: _seen(browser.post(address) if post else browser.get(address), str(pk)))

    for name in OF_A_SHOP[model]:
        ask(name, "absent", post=False)  # what is kept for a while is kept
        for post in (False, True):
            absent, foreign = ask(name, "absent", post=post), ask(name, "foreign", post=post)
            assert foreign == absent, name
            assert absent[0][0] in (302, 403, 404), name


def test_a_list_of_a_bound_employee_holds_no_row_of_another_shop(world: World) -> None:
    browser = _browser(world, "Owner", shop=world.cast.lesnaya)
    for model in ("order", "return", "shop", "integration"):
        page = browser.get(reverse(f"admin:{_app(model)}_{model}_changelist")).content.decode()
        listed = page[page.index('id="result_list"') :]
        assert "Лесной" in listed or "own-sold" in listed or "RET-own" in listed, model
        for foreign in ("foreign-sold", "RET-foreign", "Хлеб на Садовой"):
            assert foreign not in listed[: listed.index("</table>")], model


def test_the_journal_of_a_bound_owner_tells_of_their_shop_only(world: World) -> None:
    # given: acts about both shops, their tills, keys and people, and about the programme by people of each
    cast, acts = world.cast, []
    for shop, till, whose in ((cast.lesnaya, cast.till, "own"), (cast.other_shop, cast.other_till, "foreign")):
        one = a_user(f"{whose}-employee", roles=["Owner"], shop=shop)
        key = till.keys.order_by("pk")[0]
        for kind, object_id in (("shop", shop.pk), ("integration", till.pk), ("key", key.prefix),
                                ("employee", one.pk)):  # fmt: skip
            acts.append(AuditEvent.objects.create(
                act="changed", object_kind=kind, object_id=str(object_id), object_name=whose, principal="database",
            ))  # fmt: skip
        acts.append(AuditEvent.objects.create(
            act="changed", object_kind="program", object_id="1", object_name=whose, principal="staff",
            principal_id=one.pk,
        ))  # fmt: skip
    moved = AuditEvent.objects.create(  # by one of ours, about another shop
        act="changed", object_kind="shop", object_id=str(cast.other_shop.pk), object_name="foreign", principal="staff",
        principal_id=User.objects.get(username="own-employee").pk,
    )  # fmt: skip
    bound, free = _browser(world, "Owner", shop=cast.lesnaya), _browser(world, "Owner")
    # when
    listed = {one.pk for one in bound.get(reverse("admin:loyalty_auditevent_changelist")).context["cl"].result_list}
    # then
    assert {one.pk for one in acts if one.object_name == "own"} <= listed
    assert not {one.pk for one in (*acts, moved) if one.object_name == "foreign"} & listed
    for act in (*acts, moved):
        address = reverse("admin:loyalty_auditevent_change", args=[act.pk])
        assert bound.get(address).status_code == (200 if act.object_name == "own" else 404)
        assert free.get(address).status_code == 200
    employees = bound.get(reverse("admin:loyalty_auditevent_changelist")).content.decode()
    assert "own-employee" in employees
    assert "foreign-employee" not in employees


def test_a_bound_integrator_opens_no_till_in_another_shop(world: World) -> None:
    browser = _browser(world, "Integrator", shop=world.cast.lesnaya)
    address = reverse("admin:loyalty_integration_add")
    sent = {"name": "Новая касса", "adjustment_points": "0", "adjustment_points_per_day": "0"}
    assert browser.post(address, {**sent, "shop": world.cast.other_shop.pk}).status_code == 200  # the form again
    assert browser.post(address, {**sent, "shop": world.cast.lesnaya.pk}).status_code == 302
    assert list(Integration.objects.filter(name="Новая касса").values_list("shop", flat=True)) == [
        world.cast.lesnaya.pk
    ]


def test_a_role_that_is_taken_away_ends_at_once(world: World) -> None:
    browser = _browser(world, "Support")
    address = reverse("admin:loyalty_member_changelist")
    assert browser.get(address).status_code == 200
    User.objects.get(pk=browser.session["_auth_user_id"]).groups.clear()
    assert browser.get(address).status_code == 403
