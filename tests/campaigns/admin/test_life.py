"""Going back, copying, tags, one-click steps, the calendar and the map of campaigns."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.campaign.models import Campaign, CampaignLane
from campaigns.campaign.save_draft import save_draft
from campaigns.campaign.tag_campaign import tag_campaign
from tests.builders import NOON, a_user
from tests.campaigns.running import a_campaign, definition
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TENTH = {"percent_off": {"rate": 1_000, "goods": {"brands": ["Lavazza"]}}}
BUDGET: dict[str, Any] = {"budgets": [{"metric": "discount", "limit": 100_000}]}


def _as(role: str = "Owner") -> Client:
    client = Client()
    client.force_login(a_user(roles=[role]))
    return client


def _at(name: str, *args: object) -> str:
    return reverse(f"admin:campaign_{name}", args=args)


def text(answer: Any) -> str:
    return str(answer.content.decode().replace("\xa0", " "))


def test_what_it_can_cost_and_what_is_doubtful_is_said_before_it_is_published() -> None:
    # given a campaign with a budget and goods that are not there
    save_draft(
        raw=definition("spring", {"percent_off": {"rate": 500, "goods": {"skus": ["NO-1"]}}}, **BUDGET), author=None
    )
    # when
    page = text(_as().get(_at("step", Campaign.objects.get().pk, "publish")))
    # then
    assert "До 1 000 ₽ в месяц" in page
    assert "С такими кодами ничего нет: NO-1" in page
    assert "Намеренно без даты окончания" in page
    assert "Расходы намеренно не ограничены" not in page


def test_a_dangerous_draft_has_no_button_and_is_refused() -> None:
    # given everything for nothing, without an end
    save_draft(raw=definition("free", {"percent_off": {"rate": 10_000}}), author=None)
    campaign, owner = Campaign.objects.get(), _as()
    step = _at("step", campaign.pk, "publish")
    # when
    shown = text(owner.get(step))
    sent = text(owner.post(step, {"reason": "да", "no_end": "on", "no_budget": "on"}, follow=True))
    # then
    assert "Акция отдаёт почти всё и всем" in shown
    assert "button primary" not in shown
    assert "Акция отдаёт почти всё и всем" in sent
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.DRAFT


def test_campaigns_are_called_in_the_readers_language() -> None:
    # given
    a_campaign("spring", TENTH, **BUDGET)
    owner, pk = _as(), Campaign.objects.get().pk
    owner.cookies["language"] = "en"
    # then
    lists = (reverse("admin:campaigns_campaign_changelist"), reverse("admin:campaign_calendar"))
    for address in (*lists, reverse("admin:campaigns_campaign_change", args=[pk]), _at("step", pk, "pause")):
        page = text(owner.get(address))
        assert "Campaign spring" in page
        assert "Акция spring" not in page


def test_what_is_published_is_what_was_looked_at() -> None:
    # given an owner looks at a draft, and somebody makes it another one meanwhile
    save_draft(raw=definition("spring", TENTH, **BUDGET), author=None)
    campaign, owner = Campaign.objects.get(), _as()
    step = _at("step", campaign.pk, "publish")
    seen = owner.get(step).context["form"]["seen"].value()
    save_draft(raw=definition("spring", {"percent_off": {"rate": 9_000}}, **BUDGET), author=None)
    # when
    sent = text(owner.post(step, {"reason": "да", "no_end": "on", "seen": seen}, follow=True))
    # then
    assert "изменился" in sent
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.DRAFT


def test_back_to_an_older_version() -> None:
    # given two versions
    a_campaign("spring", TENTH, **BUDGET)
    a_campaign("spring", {"percent_off": {"rate": 2_000, "goods": {"brands": ["Lavazza"]}}}, **BUDGET)
    campaign, owner = Campaign.objects.get(), _as()
    # when
    page = text(owner.get(_at("roll_back", campaign.pk, 1)))
    done = owner.post(_at("roll_back", campaign.pk, 1), {"reason": "дорого", "no_end": "on"})
    # then
    assert "Что изменится" in page
    assert done.status_code == 302
    campaign.refresh_from_db()
    assert campaign.version is not None
    assert (campaign.version.number, campaign.version.reason) == (3, "дорого")
    assert campaign.draft["effects"][0]["percent_off"]["rate"] == 1_000
    assert owner.get(_at("roll_back", campaign.pk, 9)).status_code == 404


def test_a_copy_has_a_code_of_its_own() -> None:
    a_campaign("spring", TENTH, **BUDGET)
    marketer, pk = _as("Marketer"), Campaign.objects.get().pk
    sent = {"code": "spring", "title_ru": "Осень", "title_en": "Autumn"}
    assert "Акция с таким кодом уже есть" in text(marketer.post(_at("copy", pk), sent))
    assert 'value="spring-2"' in text(marketer.get(_at("copy", pk)))
    assert marketer.post(_at("copy", pk), {**sent, "code": "spring-2"}).status_code == 302
    assert 'value="spring-3"' in text(marketer.get(_at("copy", pk)))
    assert Campaign.objects.get(code="spring-2").title == "Осень"


def test_one_click_pauses_resumes_and_finishes() -> None:
    # given
    a_campaign("spring", TENTH, **BUDGET)
    owner, pk = _as(), Campaign.objects.get().pk
    listed = reverse("admin:campaigns_campaign_changelist")
    assert _at("quick", pk, "pause") in text(owner.get(listed))
    # when
    for code, state in (("pause", "paused"), ("resume", "running"), ("finish", "finished")):
        said = text(owner.post(_at("quick", pk, code), follow=True))
        # then
        assert Campaign.objects.get().state == state
        assert "Акция spring" in said
    assert _at("quick", pk, "pause") not in text(owner.get(listed))
    assert owner.post(_at("quick", pk, "publish")).status_code == 404
    assert owner.get(_at("quick", pk, "pause")).status_code == 405


def test_tags_are_kept_plain_and_found_by() -> None:
    # given
    a_campaign("spring", TENTH)
    a_campaign("autumn", TENTH)
    owner, pk = _as(), Campaign.objects.get(code="spring").pk
    # when
    owner.post(_at("tags", pk), {"tags": " Весна, #Кофе ,кофе,, "})
    # then
    assert Campaign.objects.get(code="spring").tags == ["весна", "кофе"]
    found = text(owner.get(reverse("admin:campaigns_campaign_changelist") + "?tag=кофе"))
    assert "Акция spring" in found
    assert "Акция autumn" not in found
    said = text(owner.post(_at("tags", pk), {"tags": ",".join("abcdefghijk")}, follow=True))
    assert "Не больше 10 меток" in said


@pytest.mark.parametrize(
    ("query", "expected"),
    [("lane=goods", {"spring"}), ("lane=points", {"points"}), ("state__exact=running", {"spring", "points"}),
     ("owner=x", {"spring", "points"})],
)  # fmt: skip
def test_the_list_is_filtered(query: str, expected: set[str]) -> None:
    a_campaign("spring", TENTH)
    a_campaign("points", {"extra_points": {"points": 1}}, lane="points")
    page = text(_as().get(reverse("admin:campaigns_campaign_changelist") + "?" + query))
    assert {code for code in ("spring", "points") if f"Акция {code}" in page} == expected


def test_the_calendar_shows_who_runs_in_three_months() -> None:
    # given one of this month, one that goes on for ever, one of long ago
    week = (NOON + timedelta(days=7)).isoformat()
    a_campaign("week", TENTH, starts_at=NOON.isoformat(), ends_at=week)
    a_campaign("ever", TENTH, starts_at="2026-01-01T00:00:00+03:00")
    save_draft(
        raw=definition("old", TENTH, starts_at="2020-01-01T00:00:00+03:00", ends_at="2020-02-01T00:00:00+03:00"),
        author=None,
    )
    # when
    page = _as("Analyst").get(_at("calendar") + "?month=2026-11")
    # then a bar lies where its days are: 20.5 of 92 days have gone by at noon in Moscow
    bars = {bar.title: bar for bar in page.context["bars"]}
    assert set(bars) == {"Акция week", "Акция ever"}
    assert (round(bars["Акция week"].left, 1), round(bars["Акция week"].width, 1)) == (22.3, 7.6)
    assert (bars["Акция ever"].left, bars["Акция ever"].width, bars["Акция ever"].goes_on) == (0, 100, True)
    assert "Здесь полосами" in text(_as().get(_at("calendar") + "?month=2021-05"))
    for nonsense in ("2026-13", "x", "99999-01"):
        assert _as().get(_at("calendar") + f"?month={nonsense}").status_code == 200


@pytest.mark.parametrize("page", ["calendar", "map"])
@pytest.mark.parametrize(
    ("query", "expected"), [("lane=goods", {"spring"}), ("tag=кофе", {"spring"}), ("tag=чай", set())]
)
def test_what_draws_all_of_them_is_narrowed_like_the_list(page: str, query: str, expected: set[str]) -> None:
    a_campaign("spring", TENTH)
    a_campaign("points", {"extra_points": {"points": 1}}, lane="points")
    tag_campaign(code="spring", tags=["кофе"])
    said = text(_as().get(_at(page) + "?" + query))
    assert {code for code in ("spring", "points") if f"Акция {code}" in said} == expected


def test_the_map_says_whom_a_campaign_meets_and_who_wins() -> None:
    # given a lane where the first wins, one where all add up, an exclusion
    CampaignLane.objects.create(code="first", title="Первая", order=1, mode="first")
    a_campaign("early", TENTH, lane="first", priority=5)
    a_campaign("late", TENTH, lane="first")
    a_campaign("others", {"percent_off": {"rate": 100, "goods": {"brands": ["Segafredo"]}}}, lane="first")
    a_campaign("points", {"extra_points": {"points": 1}}, lane="points", excludes=["late"])
    # when
    page = _as().get(_at("map") + "?campaign=late")
    # then
    stops = {stop.code: stop for lane in page.context["lanes"] for stop in lane.stops}
    assert stops["late"].is_chosen
    assert stops["early"].met == "побеждает «Акция early»: она раньше"
    assert stops["others"].met == ""
    assert stops["points"].met == "никогда вместе с ней"
    assert page.context["excluded"] == [("Акция points", "Акция late")]
    assert "Никогда не вместе" in text(page)
    # and who is never met is only counted
    assert "Акция others" not in text(page)
    assert "Ещё 1 акция с ней не встречается" in text(page)


def test_the_map_without_campaigns_says_what_would_be_there() -> None:
    assert "Здесь по группам стояли бы" in text(_as().get(_at("map")))


def test_what_is_said_on_the_way_through_review_stands_on_its_page() -> None:
    # given a marketer asks for a review
    save_draft(raw=definition("spring", TENTH, **BUDGET), author=None)
    pk, marketer, owner = Campaign.objects.get().pk, _as("Marketer"), _as()
    marketer.post(_at("step", pk, "submit"), {"reason": "К выходным, прошу проверить"})
    # then the owner reads why, and says why not
    page = reverse("admin:campaigns_campaign_change", args=[pk])
    assert "К выходным, прошу проверить" in text(owner.get(page))
    owner.post(_at("step", pk, "withdraw"), {"reason": "Уложитесь в 500 рублей"})
    # and the marketer reads that
    assert "Уложитесь в 500 рублей" in text(marketer.get(page))


def test_what_a_saved_draft_can_cost_and_whom_it_needs_is_said_at_once() -> None:
    # given a draft above a marketer's limit, with goods that are not there
    raw = definition("spring", {"percent_off": {"rate": 500, "goods": {"skus": ["NO-1"]}}})
    save_draft(raw=raw, author=None)
    pk, marketer = Campaign.objects.get().pk, _as("Marketer")
    # when it is looked at, and about to be published
    page = text(marketer.get(reverse("admin:campaigns_campaign_change", args=[pk])))
    step = text(marketer.get(_at("step", pk, "publish")))
    # then both say so before anything is filled in, and the way on is a review
    for said in (page, step):
        assert "Расходы ничем не ограничены" in said
        assert "С такими кодами ничего нет: NO-1" in said
        assert "Ваш лимит: 30 000 ₽ в месяц" in said
    assert 'name="reason"' not in step
    assert _at("step", pk, "submit") in step
    # and an owner, who has no limit, is not told of one
    assert "Ваш лимит" not in text(_as().get(_at("step", pk, "publish")))


def test_whom_it_reaches_is_said_before_it_is_published(cast: Cast) -> None:
    # given conditions that the members meet, and others that nobody does
    save_draft(raw=definition("near", TENTH, when={"all": [{"member_days": {"at_least": 0}}]}, **BUDGET), author=None)
    save_draft(raw=definition("far", TENTH, when={"all": [{"age": {"at_least": 119}}]}, **BUDGET), author=None)
    saved = Campaign.objects.order_by("pk").values_list("pk", flat=True)
    near, far = (text(_as().get(_at("step", pk, "publish"))) for pk in saved)
    # then
    assert "Сейчас подходят: " in near
    assert "никто её не получит" not in near
    assert "никто её не получит" in far


def test_going_back_says_that_a_newer_draft_is_lost() -> None:
    # given two versions, and changes that were not published
    a_campaign("spring", TENTH, **BUDGET)
    a_campaign("spring", {"percent_off": {"rate": 2_000}}, **BUDGET)
    pk, owner = Campaign.objects.get().pk, _as()
    assert "которые не запускались" not in text(owner.get(_at("roll_back", pk, 1)))
    save_draft(raw=definition("spring", {"percent_off": {"rate": 3_000}}, **BUDGET), author=None)
    # then
    assert "которые не запускались" in text(owner.get(_at("roll_back", pk, 1)))
