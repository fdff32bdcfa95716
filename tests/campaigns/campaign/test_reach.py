"""What a campaign without a bound reaches grows only by whoever may start it."""

from contextlib import nullcontext
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns.campaign.publish import publish
from campaigns.campaign.reach_guards import ReachAboveLimit
from campaigns.campaign.save_draft import save_draft
from campaigns.coupons.models import Coupon
from campaigns.coupons.start_work import start_work
from campaigns.coupons.stop_work import stop_work
from campaigns.coupons.work_models import CouponWork
from campaigns.triggers.save_trigger import save_trigger
from loyalty.catalogue.guards import objections
from loyalty.catalogue.models import Category, Product
from loyalty.catalogue.put_product import put_product
from loyalty.imports.advance_upload import advance_upload
from loyalty.imports.confirm_upload import confirm_upload
from loyalty.imports.models import Upload
from loyalty.imports.take_upload import take_upload
from loyalty.ledger.add_unit import add_unit
from loyalty.staff.models import User
from segments.rfm.models import RfmModel
from segments.segment.change_list import change_list
from segments.segment.save_segment import save_segment
from tests.builders import NOON, a_member, a_user
from tests.campaigns.coupons.batches import a_pool
from tests.campaigns.running import a_campaign, definition
from tests.loyalty.imports.uploads import a_csv, faults, loaded
from tests.segments.making import a_list, an_analysis, inside

pytestmark = pytest.mark.django_db
TENTH = {"percent_off": {"rate": 1_000}}
BUDGET = [{"metric": "discount", "limit": 100_000, "period": "month"}]


def _segment(code: str, kind: str, definition: object, author: User | None) -> None:
    save_segment(code=code, title_ru=code, title_en=code, kind=kind, definition=definition, author=author, at=NOON)


def test_a_segment_under_a_campaign_without_a_bound_stays_as_it_was_meant() -> None:
    # given such a campaign for those who are in either of two segments, and one with a budget for others
    marketer, owner = a_user("marketer", roles=["Marketer"]), a_user("owner", roles=["Owner"])
    few, many = ({"all": [{"age": {"at_least": age}}]} for age in (90, 18))
    _segment("old", "dynamic", few, owner)
    _segment("free", "dynamic", few, owner)
    _segment("both", "sets", {"intersection": ["old", "free"]}, owner)
    _segment("other", "dynamic", few, owner)
    a_campaign("dear", TENTH, when={"all": [{"in_segment": {"one_of": ["both"]}}]})
    a_campaign("fair", TENTH, when={"all": [{"in_segment": {"one_of": ["other"]}}]}, budgets=BUDGET)
    # then a marketer changes what the budget bounds, and not what nothing does
    with pytest.raises(ReachAboveLimit) as refused:
        _segment("old", "dynamic", many, marketer)
    assert "Акция dear" in str(refused.value.detail)
    _segment("other", "dynamic", many, marketer)
    _segment("old", "dynamic", few, marketer)  # the same again, under another name perhaps
    _segment("old", "dynamic", many, owner)


def test_codes_that_open_a_campaign_without_a_bound_do_not_multiply() -> None:
    # given a hundred roubles for each of three codes
    batch = a_pool("gift", "GIFT-1", "GIFT-2", "GIFT-3", pattern="GIFT-##########")
    a_campaign("dear", TENTH, when={"all": [{"coupon": {"batches": [batch.code]}}]})
    marketer = Client()
    marketer.force_login(a_user("marketer", roles=["Marketer"]))
    # when a marketer makes more of them, or loosens their terms
    made = marketer.post(reverse("admin:coupon_make", args=[batch.pk]), {"count": "1000"}, follow=True)
    edit = reverse("admin:coupon_batch_edit", args=[batch.pk])
    form = marketer.get(edit).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    loosened = marketer.post(edit, {**sent, "makes_more": "on"})
    renamed = marketer.post(edit, {**sent, "name": "Другое имя"})
    # then only the name is another
    for answer in (made, loosened):
        assert "От этого зависит акция «Акция dear»" in answer.content.decode()
    assert renamed.status_code == 302, renamed.context["form"].errors
    assert Coupon.objects.filter(batch=batch).count() == 3
    batch.refresh_from_db()
    assert (batch.name, batch.makes_more) == ("Другое имя", False)


def test_codes_that_are_made_as_they_are_asked_for_are_not_given_away_by_whoever_could_not() -> None:
    # given
    a_pool("gift", pattern="GIFT-##########", makes_more=True)
    a_campaign("dear", TENTH, when={"all": [{"coupon": {"batches": ["gift"]}}]})
    marketer = a_user("marketer", roles=["Marketer"])
    # then neither a campaign nor an event gives them
    raw = definition("again", {"hand_out_coupon": {"batch": "gift"}}, lane="gifts", ends_at="2027-01-01T00:00:00+03:00")
    save_draft(raw=raw, author=None)
    with pytest.raises(ReachAboveLimit):
        publish(code="again", author=marketer, reason="go", at=NOON)
    with pytest.raises(ReachAboveLimit):
        save_trigger(
            code="joined", title_ru="за", title_en="for", terms={"event": "member.joined", "coupon": "gift"},
            is_on=True, author=marketer, at=NOON,
        )  # fmt: skip


def test_their_own_campaigns_and_those_with_a_budget_are_theirs_to_feed() -> None:
    batch = a_pool("gift", "GIFT-1", "GIFT-2", "GIFT-3", pattern="GIFT-##########")
    raw = definition("fair", TENTH, when={"all": [{"coupon": {"batches": [batch.code]}}]}, budgets=BUDGET)
    save_draft(raw=raw, author=None)
    marketer = Client()
    marketer.force_login(a_user("marketer", roles=["Marketer"]))
    marketer.post(reverse("admin:coupon_make", args=[batch.pk]), {"count": "2"}, follow=True)
    assert Coupon.objects.filter(batch=batch).count() == 5


# --- The catalogue ---------------------------------------------------------------------------------------------------

DRINKS = ("drinks", "coffee", "beans")  # each inside the one before


@pytest.fixture
def shelf() -> dict[str, Category]:
    """A tree of three, a root beside it; tea is sold, coffee has a floor."""
    found: dict[str, Category] = {}
    for code in DRINKS:
        found[code] = Category.objects.create(code=code, name=code, parent=found.get(DRINKS[DRINKS.index(code) - 1]))
    found["other"] = Category.objects.create(code="other", name="other")
    Product.objects.create(sku="TEA", name="Чай", category=found["drinks"], brand="Лист", attributes={"size": "L"})
    Product.objects.create(sku="CAT", name="Корм", category=found["other"], is_certificate=True)
    Product.objects.create(sku="COF", name="Кофе", category=found["coffee"], brand="Лес", min_price_kopecks=10_000)
    return found


def _on(**goods: object) -> dict[str, object]:
    return {"percent_off": {"rate": 1_000, "goods": goods}}


def _said(answer: Any) -> str:
    return "" if answer.status_code == 302 else answer.context["adminform"].form.non_field_errors().as_text()


def _edit(client: Client, of: str, **changes: object) -> str:
    """The product's form, sent with changes; what it says, nothing once it is saved."""
    product = Product.objects.get(sku=of)
    page = reverse("admin:loyalty_product_change", args=[product.pk])
    form = client.get(page).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    shown["attributes"] = form.fields["attributes"].prepare_value(shown["attributes"])
    sent = {name: value for name, value in {**shown, **changes}.items() if value not in (None, False)}
    return _said(client.post(page, sent))


COFFEE, FOREST, LARGE = _on(categories=["coffee"]), _on(brands=["Лес"]), _on(attributes=["size=XL"])
BEANS: dict[str, object] = {"category": DRINKS}


@pytest.mark.parametrize(
    ("effect", "sku", "goods", "refused"),
    [
        (COFFEE, "TEA", BEANS, True),
        (COFFEE, "TEA", {"category": ("other",)}, False),
        (COFFEE, "TEA", {"name": "Чай, лист", "cost_kopecks": 1_000}, False),
        (_on(but_not={"categories": ["coffee"]}), "COF", {"category": ("drinks",)}, True),
        (_on(categories=["coffee"], brands=["Лист"]), "CAT", BEANS, False),
        (FOREST, "TEA", {"brand": "Лес"}, True),
        (FOREST, "TEA", {"brand": "Луг"}, False),
        (LARGE, "TEA", {"attributes": {"size": "XL"}}, True),
        (COFFEE, "COF", {"min_price_kopecks": None}, True),
        (COFFEE, "COF", {"min_price_kopecks": 15_000}, False),
        (TENTH, "COF", {"min_price_kopecks": 9_900}, True),
        (TENTH, "COF", {"category": ("other",), "brand": "Луг"}, False),
        (FOREST, "COF", {"min_price_kopecks": 9_900}, True),
        (_on(brands=["Лист"]), "COF", {"min_price_kopecks": 9_900}, False),
        ({"points_percent": {"rate": 500}}, "COF", {"min_price_kopecks": 9_900}, False),
        (TENTH, "CAT", {"is_certificate": False}, True),
        (_on(relative="new_category"), "TEA", BEANS, True),
        ({"extra_points": {"points": 9, "unit": "BONUS"}}, "TEA", BEANS, False),
    ],
)
def test_goods_do_not_come_under_a_campaign_without_a_bound(
    shelf: dict[str, Category], effect: dict[str, object], sku: str, goods: dict[str, object], refused: bool
) -> None:
    a_campaign("dear", effect)
    marketer, owner = a_user("marketer", roles=["Marketer"]), a_user("owner", roles=["Owner"])
    with pytest.raises(ReachAboveLimit) if refused else nullcontext():
        put_product(sku=sku, goods=goods, objections=objections(marketer))
    assert objections(owner) is None


def test_neither_do_they_by_a_form(shelf: dict[str, Category]) -> None:
    a_campaign("dear", COFFEE)
    marketer = Client()
    marketer.force_login(a_user("marketer", roles=["Marketer"]))
    dear = ({"category": shelf["beans"].pk}, {"category": shelf["beans"].pk, "sku": "NEW"})
    for changes in dear:
        assert "От этого зависит акция «Акция dear»" in _edit(marketer, "TEA", **changes)
    add = {"sku": "NEW", "name": "Капсулы", "attributes": "", **dear[0]}
    assert "Акция dear" in _said(marketer.post(reverse("admin:loyalty_product_add"), add))
    # whatever number the goods of a campaign get, or its floor
    assert "Акция dear" in _edit(marketer, "COF", min_price_kopecks="")
    page = reverse("admin:loyalty_product_change", args=[Product.objects.get(sku="COF").pk])
    known = {"name": "Кофе", "category": shelf["coffee"].pk, "brand": "Лес", "min_price_kopecks": "100"}
    assert "Акция dear" in _said(marketer.post(page, {**known, "sku": "NEW", "attributes": ""}))
    assert _edit(marketer, "TEA", name="Чай, лист", brand="Луг") == ""
    marketer.force_login(a_user("owner", roles=["Owner"]))
    assert _edit(marketer, "TEA", **dear[0]) == ""


def test_the_tree_does_not_move_under_a_campaign_without_a_bound(shelf: dict[str, Category]) -> None:
    # given ten per cent off coffee, that the owner waived a budget of, and off other goods, with one
    a_campaign("dear", COFFEE)
    a_campaign("fair", _on(categories=["other"]), budgets=BUDGET)
    marketer = Client()
    marketer.force_login(a_user("marketer", roles=["Marketer"]))

    def put(code: str, parent: str, was: str = "") -> bool:
        sent = {"code": code, "name": code, "parent": shelf[parent].pk if parent else ""}
        page = reverse("admin:loyalty_category_change", args=[shelf[was].pk]) if was else None
        answer = marketer.post(page or reverse("admin:loyalty_category_add"), sent)
        assert answer.status_code == 302 or "Акция dear" in _said(answer)
        return answer.status_code == 302

    # then neither does a new category or an old one come under it, nor takes one its code
    assert not put("capsules", "coffee")
    assert not put("other", "coffee", was="other")
    assert not put("was-coffee", "drinks", was="coffee")
    assert not put("beans", "", was="beans")
    # and the rest of the tree is theirs
    assert put("cups", "other")
    assert put("others", "", was="other")
    assert put("coffee", "drinks", was="coffee")


def test_neither_do_goods_come_under_it_by_a_file(shelf: dict[str, Category]) -> None:
    a_campaign("dear", COFFEE)
    file = a_csv(
        {"sku": "TEA", "name": "Чай", "category": "drinks > coffee", "brand": "Лист"},
        {"sku": "NEW", "name": "Капсулы", "category": "drinks > coffee > capsules", "brand": ""},
        {"sku": "CUP", "name": "Чашка", "category": "other", "brand": ""},
    )
    # when the same file comes from a marketer, and from whoever keeps the catalogue or has no limit
    by = {role: a_user(role, roles=[role]).pk for role in ("Marketer", "Integrator")}
    tried = loaded("products", file, by=by["Marketer"])
    # then only what the campaign has nothing to do with stays, and the preview had said so
    assert (
        faults(tried, "check") == faults(tried, "load") == [(2, "", "reach_above_limit"), (3, "", "reach_above_limit")]
    )
    assert set(Product.objects.filter(category__path__contains=["coffee"]).values_list("sku", flat=True)) == {"COF"}
    assert Product.objects.filter(sku="CUP").exists()
    assert not Category.objects.filter(name="capsules").exists()
    assert loaded("products", file, by=by["Integrator"]).counts["load"] == {"changed": 1, "new": 1, "unchanged": 1}


def test_goods_that_a_segment_speaks_of_are_goods_of_its_campaign(shelf: dict[str, Category]) -> None:
    # given whoever bought coffee, over another segment
    bought = {"all": [{"bought": {"days": 30, "goods": {"categories": ["coffee"]}}}]}
    _segment("buyers", "dynamic", bought, None)
    _segment("those", "dynamic", {"all": [{"in_segment": {"one_of": ["buyers"]}}]}, None)
    a_campaign("dear", TENTH, when={"all": [{"in_segment": {"one_of": ["those"]}}]})
    marketer = Client()
    marketer.force_login(a_user("marketer", roles=["Marketer"]))
    assert "Акция dear" in _edit(marketer, "TEA", category=shelf["beans"].pk)
    assert _edit(marketer, "TEA", brand="Луг") == ""


# --- Lists, analyses, events, codes ----------------------------------------------------------------------------------


def test_lists_under_a_campaign_without_a_bound_stay_as_they_are() -> None:
    # given a campaign for those on one list, and not on another; a file that was checked before it started
    friends, staff = a_list("friends"), a_list("staff")
    anna = a_member(phone="+79161234567")
    user = a_user("marketer", roles=["Marketer"])
    file = a_csv({"number": str(anna)})
    early = take_upload(
        kind="lists", name="early.csv", content=file, by=user.pk, at=NOON, target={"segment": friends.pk, "enter": True}
    )
    advance_upload(upload_id=early, at=NOON, going_on=lambda: True)
    change_list(segment_id=staff.pk, member_ids=[anna], enter=True, cause="test", at=NOON)
    rule = {"all": [{"in_segment": {"one_of": ["friends"]}}, {"in_segment": {"none_of": ["staff"]}}]}
    a_campaign("dear", TENTH, when=rule)
    marketer = Client()
    marketer.force_login(user)

    # then neither by hand nor by a file does a marketer put people on the first or take them off the second
    for segment, what in ((friends, "add"), (staff, "remove")):
        page = reverse("admin:segment_list", args=[segment.pk])
        assert "Акция dear" in marketer.post(page, {"who": str(anna), "what": what}, follow=True).content.decode()
        sent = {"segment": segment.pk, "what": what, "import_file": SimpleUploadedFile("a.csv", file), "format": "0"}
        answer = marketer.post(reverse("admin:take_upload", args=["lists"]), sent, follow=True)
        assert "Акция dear" in answer.content.decode()
    confirm_upload(upload_id=early, by=user.pk, at=NOON)
    advance_upload(upload_id=early, at=NOON, going_on=lambda: True)
    assert faults(Upload.objects.get(pk=early), "load") == [(2, "", "reach_above_limit")]
    assert (inside("friends"), inside("staff")) == (set(), {anna})


def test_an_analysis_under_a_campaign_without_a_bound_stays_as_it_was_meant() -> None:
    # given the best of an analysis, as a segment of a campaign; another analysis; one in a campaign's own words, of
    # days when a rule could name what was not there yet
    for code in ("year", "free", "month"):
        an_analysis(code)
    _segment("best", "dynamic", {"all": [{"rfm": {"analysis": "year", "r_least": 4}}]}, None)
    a_campaign("dear", TENTH, when={"all": [{"in_segment": {"one_of": ["best"]}}]})
    a_campaign("next", TENTH, when={"all": [{"rfm": {"analysis": "month"}}]})
    RfmModel.objects.filter(code="month").update(code="other")
    marketer = Client()
    marketer.force_login(a_user("marketer", roles=["Marketer"]))

    def edited(code: str, **changes: object) -> str:
        known = RfmModel.objects.filter(code=code).first()
        page = reverse("admin:rfm_edit", args=[known.pk]) if known else reverse("admin:segments_rfmmodel_add")
        form = marketer.get(page).context["form"]
        terms = {name: form[name].value() or code for name in form.fields} | changes
        return marketer.post(page, terms, follow=True).content.decode()

    # then
    assert "Акция dear" in edited("year", groups="2")
    assert "Акция next" in edited("month")
    assert "depends" not in edited("free", groups="2")
    edited("year", title_ru="Иначе")
    assert list(RfmModel.objects.order_by("code").values_list("code", "groups", "title_ru")) == [
        ("free", 2, "Год"), ("other", 5, "Год"), ("year", 5, "Иначе"),
    ]  # fmt: skip


def test_events_without_a_bound_are_guarded_as_campaigns_are() -> None:
    # given points for whoever enters a segment, without a budget, and for whoever joins and meets a rule
    few, many = ({"all": [{"age": {"at_least": age}}]} for age in (90, 18))
    for code in ("old", "older", "free"):
        _segment(code, "dynamic", few, None)
    rule = {"all": [{"in_segment": {"one_of": ["older"]}}]}
    for code, terms in (
        ("in", {"event": "segment.entered", "segment": "old"}), ("join", {"event": "member.joined", "when": rule}),
        ("few", {"event": "segment.entered", "segment": "free", "budget": {"limit": 100, "period": "month"}}),
    ):  # fmt: skip
        save_trigger(
            code=code, title_ru=code, title_en=code, terms={**terms, "points": 100}, is_on=True, author=None, at=NOON
        )
    marketer = a_user("marketer", roles=["Marketer"])
    for code in ("old", "older"):
        with pytest.raises(ReachAboveLimit):
            _segment(code, "dynamic", many, marketer)
    _segment("free", "dynamic", many, marketer)


def test_what_gives_codes_that_open_a_campaign_without_a_bound_has_none_either() -> None:
    # given a campaign that gives such codes for nothing but being in a segment; of a pool, it gives what is there
    few, many = ({"all": [{"age": {"at_least": age}}]} for age in (90, 18))
    for code, endless in (("endless", True), ("pool", False)):
        a_pool(code, pattern="GIFT-##########", makes_more=endless)
        _segment(f"for-{code}", "dynamic", few, None)
        a_campaign(f"opens-{code}", TENTH, when={"all": [{"coupon": {"batches": [code]}}]})
        rule = {"all": [{"in_segment": {"one_of": [f"for-{code}"]}}]}
        a_campaign(f"gives-{code}", {"hand_out_coupon": {"batch": code}}, lane="gifts", when=rule)
    marketer = a_user("marketer", roles=["Marketer"])
    with pytest.raises(ReachAboveLimit) as refused:
        _segment("for-endless", "dynamic", many, marketer)
    assert "gives-endless" in str(refused.value.detail)
    _segment("for-pool", "dynamic", many, marketer)


def test_stamps_that_buy_what_nothing_bounds_are_not_given_to_more() -> None:
    add_unit(code="STAMP", name_ru="Штампы", name_en="Stamps", forms_ru="штамп|штампа|штампов", forms_en="stamp|stamps")
    few, many = ({"all": [{"age": {"at_least": age}}]} for age in (90, 18))
    _segment("old", "dynamic", few, None)
    stamps = {"extra_points": {"points": 6, "unit": "STAMP"}}
    a_campaign("stamps", stamps, lane="points", when={"all": [{"in_segment": {"one_of": ["old"]}}]})
    marketer = a_user("marketer", roles=["Marketer"])
    _segment("old", "dynamic", {"all": [{"age": {"at_least": 80}}]}, marketer)
    # when they come to buy coffee
    a_campaign("coffee", {"pieces_for_units": {"unit": "STAMP", "points": 6}}, lane="special")
    with pytest.raises(ReachAboveLimit):
        _segment("old", "dynamic", many, marketer)


def test_a_batch_that_is_not_there_yet_and_a_stopped_work_are_no_way_round() -> None:
    # given a campaign that names two batches, one of them to come, and a work that was stopped before it started
    user = a_user("marketer", roles=["Marketer"])
    marketer = Client()
    marketer.force_login(user)
    batch = a_pool("gift", "GIFT-1", pattern="GIFT-##########")
    work = start_work(batch_id=batch.pk, kind="make", total=100, by=user.pk, at=NOON)
    stop_work(work_id=work, at=NOON)
    a_campaign("dear", TENTH, when={"all": [{"coupon": {"batches": ["gift", "word"]}}]})
    # when
    new = marketer.get(reverse("admin:campaigns_couponbatch_add")).context["form"]
    sent = {name: value for name in new.fields if (value := new[name].value()) not in (None, False)}
    sent |= {"code": "word", "name": "Слово", "shared_code": "SPRING-2027", "gives_ru": "Скидка", "gives_en": "Off"}
    made = marketer.post(reverse("admin:campaigns_couponbatch_add"), {**sent, "kind": "shared"})
    resumed = marketer.post(reverse("admin:coupon_work", args=[batch.pk, work]), {"do": "resume"}, follow=True)
    # then
    for answer in (made, resumed):
        assert "От этого зависит акция «Акция dear»" in answer.content.decode()
    assert (Coupon.objects.count(), CouponWork.objects.get().state) == (1, "stopped")
