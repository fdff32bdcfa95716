"""Segments in the admin: made, looked at, changed, compared and taken away."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from campaigns.campaign.models import Campaign
from campaigns.triggers.save_trigger import save_trigger
from loyalty.audit.models import AuditEvent
from loyalty.clock import now
from segments.rfm.models import RfmModel
from segments.rfm.snapshot import snapshot
from segments.segment.change_list import change_list
from segments.segment.models import Segment
from segments.segment.refresh_due import refresh_due
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, a_user, an_integration, an_order
from tests.campaigns.running import a_campaign
from tests.segments.making import a_list, an_analysis, deliver, filled, inside

pytestmark = pytest.mark.django_db
ADULT = {"all": [{"age": {"at_least": 18}}]}


def browser(*roles: str) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(a_user(roles=roles or ("Marketer",)))
    return client


def sent(**changed: Any) -> dict[str, Any]:
    return {
        "code": "buyers", "title_ru": "Покупатели", "title_en": "Buyers", "kind": "dynamic", "segments": "", "note": "",
        "operation": "union", "rule": json.dumps({"all": [{"orders": {"days": 30, "at_least": 1}}]}), **changed,
    }  # fmt: skip


def page(client: Client, name: str, *args: object, **query: Any) -> str:
    answer = client.get(reverse(f"admin:{name}", args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_marketer_makes_a_segment_and_sees_who_is_in_it() -> None:
    # given
    shop, anna = a_shop(), a_member(first_name="Анна", last_name="Каренина")
    a_member(first_name="Борис")
    an_order(shop, a_cart(anna))
    marketer = browser()

    # when
    answer = marketer.post(reverse("admin:segments_segment_add"), sent())
    segment = Segment.objects.get(code="buyers")
    assert answer["Location"] == reverse("admin:segments_segment_change", args=[segment.pk])
    refresh_due(at=NOON + timedelta(days=3650))
    filled("buyers", {"orders": {"days": 3_660, "at_least": 1}})

    # then the page tells the rule, the number, and Anna as much as this employee may see of her
    shown = page(marketer, "segments_segment_change", segment.pk)
    assert "Orders in 3,660 days" in shown.replace("\u00a0", " ")
    assert "Анна К." in shown
    assert "Каренина" not in shown
    assert "Борис" not in page(marketer, "segment_members", segment.pk)
    assert "buyers" in page(marketer, "segments_segment_changelist")


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"rule": "{"}, "not JSON: line 1"), ({"rule": ""}, "Add a condition"),
     ({"rule": '{"all": [{"cart_amount": {"at_least": 1}}]}'}, "known only at the till"),
     ({"kind": "sets", "segments": "a, b"}, "There is no segment a"), ({"code": "плохой"}, "slug"),
     ({"kind": "sets", "segments": ""}, "at least one value"), ({"code": "friends"}, "with this code already")],
)  # fmt: skip
def test_what_is_wrong_is_said_by_its_field(changed: dict[str, Any], words: str) -> None:
    a_list("friends")
    answer = browser().post(reverse("admin:segments_segment_add"), sent(**changed))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Segment.objects.count() == 1


def test_the_number_comes_while_the_rule_is_written() -> None:
    shop, anna = a_shop(), a_member(first_name="Анна", last_name="Каренина")
    a_member()
    an_order(shop, a_cart(anna))
    client, address = browser(), reverse("admin:segment_preview")

    found = client.post(address, sent(code="", rule='{"all": [{"orders": {"days": 3660, "at_least": 1}}]}')).json()
    assert found["count"] == "1 member of 2"
    assert found["sample"] == ["Анна К."]
    assert "Orders in" in found["sentence"]
    assert "not JSON" in client.post(address, sent(rule="{")).json()["error"]
    assert "error" in client.post(address, {}).json()

    # and what is missing is named with its place
    wrong = client.post(address, sent(rule='{"all": [{"first_order": {}}, {"any": [{"bought": {}}]}]}')).json()
    assert wrong["error"] == "Has bought goods or never, In the last days: This parameter is missing"
    assert wrong["problems"] == [{"path": "rule.all[1].any[0].bought.days", "detail": "This parameter is missing"}]


def test_ready_definitions_are_good_ones_and_the_life_cycle_takes_days() -> None:
    client = browser()
    from segments.segment.presets import PRESETS

    for code in PRESETS:
        form = client.get(reverse("admin:segments_segment_add"), {"preset": code}).context["form"]
        saved = client.post(
            reverse("admin:segments_segment_add"), {**sent(), **{n: v for n, v in form.initial.items() if v}}
        )
        assert saved.status_code == 302, code
    life = {"new_days": 14, "risk_days": 60, "asleep_days": 50, "lost_days": 300, "vip_kopecks": "10000"}
    assert "must grow" in client.post(reverse("admin:segment_life_cycle"), life).content.decode()
    assert client.post(reverse("admin:segment_life_cycle"), {**life, "asleep_days": 120}).status_code == 302
    assert Segment.objects.get(code="asleep").definition == {
        "all": [{"days_since_order": {"at_least": 120, "at_most": 299, "goods": {}}}]
    }
    assert Segment.objects.count() == len(PRESETS)
    # and who comes again begins from what is set, but where a rule was written anew
    filled("new", {"member_days": {"at_least": 1}})
    begun = client.get(reverse("admin:segment_life_cycle")).context["form"].initial
    assert begun == {
        "new_days": 30, "risk_days": 60, "asleep_days": 120, "lost_days": 300, "vip_kopecks": 1_000_000
    }  # fmt: skip


def test_a_ready_definition_that_is_there_leads_to_it_and_others_take_its_days() -> None:
    # given a life cycle with days of its own, and a list that has the name of a preset
    vip, marketer = a_list("vip"), browser()
    life = {"new_days": 14, "risk_days": 60, "asleep_days": 120, "lost_days": 300, "vip_kopecks": "10000"}
    refused = marketer.post(reverse("admin:segment_life_cycle"), life)
    assert "The kind of a segment is for ever" in refused.content.decode()
    filled("new", {"member_days": {"at_most": 13}})

    # then those that are there lead to their page
    shown = page(marketer, "segments_segment_add")
    assert f'href="{reverse("admin:segments_segment_change", args=[vip.pk])}">VIP' in shown
    assert "?preset=vip" not in shown

    # and one-time buyers are not new any more, by the days that are set
    form = marketer.get(reverse("admin:segments_segment_add"), {"preset": "one-time"}).context["form"]
    assert json.loads(form.initial["rule"])["all"][1] == {"days_since_order": {"at_least": 14}}


def test_what_uses_a_segment_stands_on_its_page_and_is_told_before_it_is_changed() -> None:
    # given a segment that another one, a running campaign and points for an event look at, and one that finished
    segment = filled("vip", {"age": {"at_least": 18}})
    unused = filled("alone", {"in_segment": {"none_of": ["vip"]}})
    rule = {"all": [{"member_days": {"at_least": 1}}, {"any": [{"in_segment": {"one_of": ["vip"]}}]}]}
    for code in ("spring", "over"):
        a_campaign(code, {"percent_off": {"rate": 100}}, when=rule)
    Campaign.objects.filter(code="over").update(state="finished")
    save_trigger(
        code="hello", title_ru="за вход", title_en="for entering", is_on=True, author=None, at=NOON,
        terms={"event": "segment.entered", "segment": "vip", "points": 10, "budget": {"limit": 100, "period": "month"}},
    )  # fmt: skip
    marketer, analyst = browser(), browser("Analyst")

    # then its page and its form say so
    for shown in (page(marketer, "segments_segment_change", segment.pk), page(marketer, "segment_edit", segment.pk)):
        uses = ("segment “Alone”", "campaign “Campaign spring”, running", "points for an event “for entering”")
        assert all(text in shown for text in uses)
        assert "Campaign over" not in shown
    assert "Campaign spring" in page(analyst, "segments_segment_change", segment.pk)
    assert "nothing yet" in page(marketer, "segments_segment_change", unused.pk)
    assert "gets no points" not in page(marketer, "segment_edit", unused.pk)


def test_a_list_is_kept_by_hand() -> None:
    anna, boris = a_member(phone="+79161234567"), a_member(card="2200000000000001")
    friends = a_list("friends")
    client, address = browser(), reverse("admin:segment_list", args=[friends.pk])

    wrong = client.post(address, {"who": "+79161234567\nnobody", "what": "add"}).content.decode()
    assert "Nobody is known by: nobody" in wrong
    assert inside("friends") == set()
    client.post(address, {"who": f"8 916 123-45-67\n2200000000000001\n{anna}", "what": "add"})
    assert inside("friends") == {anna, boris}
    client.post(address, {"who": str(boris), "what": "remove"})
    assert inside("friends") == {anna}

    # and a line that means two people moves neither: Vera's number in the shop's own system is Boris's number here
    vera = a_member(external=str(boris))
    wrong = client.post(address, {"who": f"{anna}\n{boris}", "what": "add"}).content.decode()
    assert f"Several people are known by: {boris}" in wrong
    assert inside("friends").isdisjoint({boris, vera})


def test_who_came_and_went_and_why_stands_on_the_pages_of_segment_and_member() -> None:
    # given Anna: in by the rule, put on a list by hand, by a file and by another system, out of the first by a return
    shop, anna = a_shop(), a_member(first_name="Анна", last_name="Каренина")
    buyers = filled("buyers", {"orders": {"days": 3_660, "at_least": 1}})
    sold = an_order(shop, a_cart(anna))
    deliver()
    filled("vip", {"orders": {"days": 3_660, "at_least": 1}})
    a_return(sold, 2_000, at=NOON + timedelta(hours=1))
    deliver()
    friends, till = a_list("friends"), an_integration(shop)
    for number, cause in enumerate((f"staff:{a_user('Olga').pk}", "import:1", f"integration:{till.pk}")):
        change_list(segment_id=friends.pk, member_ids=[anna], enter=number != 1, cause=cause, at=NOON)
    an_analysis()
    owner = browser("Owner")

    # then the segments say who moved and why
    shown = page(owner, "segments_segment_change", buyers.pk)
    listed = shown[shown.index("Who came and went") :]
    assert listed.index("left") < listed.index("goods returned") < listed.index("order completed")
    assert "Анна Каренина" in listed
    listed = page(owner, "segments_segment_change", friends.pk)
    assert all(text in listed for text in ("by hand: Olga", "from a file", f"by another system: {till}"))

    # and so does Anna's page, which names the segments in her events, too
    shown = page(owner, "loyalty_member_change", anna)
    panel = shown[shown.index("<h2>Segments</h2>") : shown.index("<h2>Events</h2>")]
    assert panel.index(reverse("admin:segments_segment_change", args=[friends.pk])) < panel.index("Came and went")
    assert all(text in panel for text in ("Vip", "the rule is new", "goods returned", "by hand: Olga"))
    assert "Left a segment “Buyers”" in shown

    # and who may not look at segments is not shown them
    assert "<h2>Segments</h2>" not in page(browser("Cashier lead"), "loyalty_member_change", anna)


def test_overlaps_are_counted_both_ways() -> None:
    one, two, three = (a_member() for _ in range(3))
    first, second = a_list("first"), a_list("second")
    for segment, members in ((first, [one, two]), (second, [two, three])):
        change_list(segment_id=segment.pk, member_ids=members, enter=True, cause="test", at=NOON)
    shown = page(browser(), "segment_overlap", s=[first.pk, second.pk])
    assert shown.count("<b>2</b>") == 2
    assert shown.count("50 %") == 2

    # and what does not fit is said, not dropped
    many = [a_list(f"more-{number}").pk for number in range(8)]
    shown = page(browser(), "segment_overlap", s=[first.pk, *many])
    assert "do not fit, so these are left out: More-7." in shown
    assert shown.count(" checked") == 9


def test_members_leave_masked_and_every_file_is_written_down() -> None:
    # given a member whose name is a formula
    anna = a_member(phone="+79161234567", first_name="=1+1", last_name="Каренина")
    friends = a_list("friends")
    change_list(segment_id=friends.pk, member_ids=[anna], enter=True, cause="test", at=NOON)
    address = reverse("admin:segment_export", args=[friends.pk])

    # when a marketer takes them away
    answer = browser().post(address, {"format": "csv", "full": "on", "reason": "обзвон"})
    (row,) = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    # then nobody can be called, and nothing runs
    assert row["number"] == str(anna)
    assert row["first_name"].startswith("'=1+1")
    assert "Каренина" not in str(row)
    assert "1234567" not in row["phone"]
    event = AuditEvent.objects.filter(act="exported").latest("pk")
    assert (event.object_kind, event.object_id, event.reason) == ("segment", str(friends.pk), "")
    assert event.after == {"format": "csv", "rows": 1, "full": False}

    # and an owner gets the list for calls, with a reason
    owner = browser("Owner")
    assert "Write the reason" in owner.post(address, {"format": "xlsx", "full": "on"}).content.decode()
    book = load_workbook(
        io.BytesIO(owner.post(address, {"format": "xlsx", "full": "on", "reason": "обзвон"}).getvalue())
    )
    cells = [[cell.value for cell in line] for line in book.active.iter_rows()]
    assert "+79161234567" in " ".join(map(str, cells[1]))
    assert AuditEvent.objects.filter(act="exported").latest("pk").reason == "обзвон"
    # and support may not
    assert browser("Support").get(address).status_code == 403


def test_a_cell_of_the_grid_becomes_a_segment() -> None:
    # given an analysis of two who bought
    shop, anna, boris = a_shop(), a_member(), a_member()
    for member, days in ((anna, 1), (boris, 9)):
        an_order(shop, a_cart(member), at=now() - timedelta(days=days))
    client = browser()
    asked = {"code": "year", "title_ru": "Год", "title_en": "Year", "days": 365, "recency": "contact",
             "frequency": "orders", "monetary": "spent", "groups": 2, "scoring": "edges"}  # fmt: skip
    made = client.post(reverse("admin:segments_rfmmodel_add"), asked)
    model = RfmModel.objects.get()
    assert made["Location"] == reverse("admin:segments_rfmmodel_change", args=[model.pk])
    grid = page(client, "segments_rfmmodel_change", model.pk)
    assert '&amp;f=1" aria-label="Recency 2, frequency 1: 1 member"' in grid

    assert "last purchase or visit to the cabinet" in page(client, "segments_rfmmodel_change", model.pk)

    # when the cell of the recent one is clicked and saved as it comes
    form = client.get(f"{reverse('admin:segments_segment_add')}?rfm=year&r=2&f=1").context["form"]
    saved = client.post(reverse("admin:segments_segment_add"), {**sent(), **form.initial})

    # then she alone is in the segment
    assert saved.status_code == 302
    refresh_due(at=now())
    assert inside("rfm-year-21") == {anna}
    segment = Segment.objects.get()
    assert (segment.title_ru, segment.title_en) == ("Год: давность 2, частота 1", "Year: recency 2, frequency 1")
    assert (
        "RFM “Year: last purchase or visit to the cabinet, orders, money spent in 365 days”: recency 2, frequency 1"
        in page(client, "segments_segment_change", segment.pk)
    )
    # and an analysis that makes no sense is not stored
    assert client.post(reverse("admin:segments_rfmmodel_add"), {**asked, "code": "x", "groups": 1}).status_code == 200
    assert RfmModel.objects.count() == 1


def test_who_moved_can_be_looked_at_night_by_night() -> None:
    # given two who change places between two nights, and one who buys for the first time
    shop, anna, boris = a_shop(), a_member(), a_member()
    an_order(shop, a_cart(anna), at=NOON - timedelta(days=1))
    an_order(shop, a_cart(boris, price=10_000), at=NOON - timedelta(days=3))
    model = an_analysis(groups=2)
    snapshot(model_id=model.pk, at=NOON)
    an_order(shop, a_cart(a_member()), at=NOON + timedelta(hours=2))
    snapshot(model_id=model.pk, at=NOON + timedelta(days=1))

    def moved(**query: str) -> str:
        return page(browser(), "segments_rfmmodel_change", model.pk, **query)

    # then the last night tells of the newcomer, the one before of nobody
    assert "bought nothing" in moved()
    assert "bought nothing" in moved(day="no day")
    assert "Nobody moved" in moved(day=NOON.date().isoformat())
