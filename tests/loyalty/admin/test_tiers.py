"""The page of tiers."""

from django.urls import reverse

from loyalty.program.current import program
from loyalty.program.settings import EarnPercent, Ladder, Tier
from tests.builders import a_cart, an_order, with_settings
from tests.cast import Cast
from tests.loyalty.admin.roles import SignIn
from tests.loyalty.tiers.ladders import by_spend

FORM = {
    "measure": "spend", "window": "days", "days": "365",
    "code_0": "silver", "name_ru_0": "Серебро", "name_en_0": "Silver", "threshold_0": "10 000", "rate_0": "",
    "code_1": "gold", "name_ru_1": "Золото", "name_en_1": "Gold", "threshold_1": "50 000", "rate_1": "10",
}  # fmt: skip


def test_a_ladder_is_written_in_roubles_and_percents(sign_in: SignIn) -> None:
    # when
    done = sign_in().post(reverse("admin:tiers"), {**FORM, "based_on": program().version})

    # then
    assert done.status_code == 302
    assert program().settings.ladder == Ladder(
        measure="spend", days=365,
        tiers=(
            Tier(code="silver", name_ru="Серебро", name_en="Silver", threshold=1_000_000),
            Tier(code="gold", name_ru="Золото", name_en="Gold", threshold=5_000_000, earn=EarnPercent(rate=1_000)),
        ),
    )  # fmt: skip


def test_what_is_wrong_is_said_beside_it_and_nothing_is_saved(sign_in: SignIn) -> None:
    wrong = {**FORM, "threshold_1": "10 000", "name_en_0": "", "code_1": "Gold!", "based_on": program().version}
    page = sign_in().post(reverse("admin:tiers"), wrong)
    assert page.status_code == 200
    assert {"name_en_0", "code_1"} <= page.context["form"].errors.keys()
    assert program().settings.ladder is None


def test_tiers_must_rise(sign_in: SignIn) -> None:
    page = sign_in().post(reverse("admin:tiers"), {**FORM, "threshold_1": "10 000", "based_on": program().version})
    assert page.context["form"].errors.keys() == {"threshold_1"}


def test_the_ladder_can_be_taken_away(sign_in: SignIn) -> None:
    with_settings(ladder=by_spend())
    sign_in().post(reverse("admin:tiers"), {**FORM, "measure": "", "based_on": program().version})
    assert program().settings.ladder is None


def test_rules_saved_on_their_own_page_keep_the_ladder(sign_in: SignIn) -> None:
    # given
    with_settings(ladder=by_spend())
    browser, address = sign_in(), reverse("admin:programme")
    form = browser.get(address).context["form"]
    filled = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    filled = {name: value for name, value in filled.items() if value is not False}

    # when
    browser.post(address, {**filled, "return_days": "30", "note": "test"})

    # then
    assert program().settings.return_days == 30
    assert program().settings.ladder == by_spend()


def test_the_page_counts_members_and_a_member_shows_the_tier(sign_in: SignIn, cast: Cast) -> None:
    with_settings(ladder=by_spend())
    an_order(cast.lesnaya, a_cart(cast.anna, price=50_000))
    browser = sign_in()
    assert [(tier.code, members) for tier, members in browser.get(reverse("admin:tiers")).context["counts"]] == [
        ("silver", 1), ("gold", 0)
    ]  # fmt: skip
    page = browser.get(reverse("admin:tiers")).content.decode()
    assert '<b>1</b><span class="muted">участник</span>' in page
    assert '<b>0</b><span class="muted">участников</span>' in page
    assert "Серебро" in browser.get(reverse("admin:loyalty_member_change", args=[cast.anna])).content.decode()
    assert "Серебро" in browser.get(reverse("admin:programme_version", args=[program().version])).content.decode()


def test_who_may_not_change_the_rules_only_looks(sign_in: SignIn) -> None:
    browser = sign_in(role="Analyst")
    assert browser.get(reverse("admin:tiers")).status_code == 200
    assert browser.post(reverse("admin:tiers"), {**FORM, "based_on": program().version}).status_code == 403
