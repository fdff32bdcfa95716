"""The programme's rules: a form in people's units, versions in words, the name and the time zone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from loyalty.admin.program_words import changes_in_words, rules_in_words
from loyalty.ledger.units import units
from loyalty.money import BONUS
from loyalty.program.current import program
from loyalty.program.models import ProgramVersion
from loyalty.program.settings import EarnPerAmount, EarnPercent, EarnSteps, Settings, Step
from loyalty.program.validity import Validity
from tests.builders import with_settings
from tests.loyalty.admin.roles import SignIn
from tests.loyalty.tiers.ladders import by_spend

RULES = "admin:programme"


def as_sent(browser: Client, **changes: str) -> dict[str, str]:
    """What a browser would send: the form as it is shown, with some fields typed over."""
    form = browser.get(reverse(RULES)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: str(value) for name, value in sent.items() if value not in (None, False)}
    shown = {name: str(form.fields[name].prepare_value(form[name].value())) for name in sent}
    return {**shown, "note": "Проба", **changes}


def change(browser: Client, **changes: str) -> Any:
    return browser.post(reverse(RULES), as_sent(browser, **changes))


def test_the_form_sent_as_shown_changes_nothing(sign_in: SignIn) -> None:
    change(sign_in())
    assert program().version == 1


@pytest.mark.parametrize(
    ("sent", "settings"),
    [
        ({"earn_rate": "7,5"}, {"earn": EarnPercent(rate=750)}),
        (
            {"earn_by": "per_amount", "earn_points": "2", "earn_amount": "1 000"},
            {"earn": EarnPerAmount(points=2, amount_kopecks=100_000)},
        ),
        (
            {
                "earn_by": "steps", "step_from_0": "0", "step_rate_0": "3", "step_from_1": "5000", "step_rate_1": "5",
            },
            {"earn": EarnSteps(steps=(Step(from_kopecks=0, rate=300), Step(from_kopecks=500_000, rate=500)))},
        ),
        ({"pending_days": "14", "burn_max_rate": "30"}, {"pending_days": 14, "burn_max_rate": 3_000}),
        ({"validity_by": "none"}, {"validity": Validity(by="none", count=1)}),
        ({"validity_by": "quarter", "validity_count": "2"}, {"validity": Validity(by="quarter", count=2)}),
        (
            {"validity_by": "dates", "validity_dates": "31.12, 30.06"},
            {"validity": Validity(by="dates", count=1, dates=("06-30", "12-31"))},
        ),
        ({"burn_code": "above", "burn_code_above": "500"}, {"burn_code_above": 500}),
        ({"burn_code": "above", "burn_code_above": "0"}, {"burn_code_above": 0}),
        ({"earn_on_delivery": "on", "claw_back": "cap"}, {"earn_on_delivery": True, "claw_back": "cap"}),
        ({"burn_min_receipt_kopecks": "499,90"}, {"burn_min_receipt_kopecks": 49_990}),
    ],
)  # fmt: skip
def test_what_is_typed_is_in_force(sign_in: SignIn, sent: dict[str, str], settings: dict[str, Any]) -> None:
    # when the owner changes some fields
    answer = change(sign_in(), **sent)

    # then a new version has them, in our units
    assert answer.status_code == 302
    assert program().version == 2
    assert {name: getattr(program().settings, name) for name in settings} == settings
    version = ProgramVersion.objects.get(number=2)
    assert (version.author_id, version.note) == (int(answer.wsgi_request.user.pk), "Проба")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"earn_rate": ""}, "earn_rate"),
        ({"earn_rate": "150"}, "earn_rate"),
        ({"earn_by": "per_amount", "earn_points": "1", "earn_amount": ""}, "earn_amount"),
        ({"earn_by": "per_amount", "earn_points": "101", "earn_amount": "0.01"}, "earn_points"),
        ({"earn_by": "steps"}, "step_from_0"),
        ({"earn_by": "steps", "step_from_0": "100"}, "step_rate_0"),
        (
            {"earn_by": "steps", "step_from_0": "9", "step_rate_0": "1", "step_from_1": "9", "step_rate_1": "2"},
            "step_from_1",
        ),
        ({"validity_by": "days", "validity_count": ""}, "validity_count"),
        ({"validity_by": "dates", "validity_dates": "31.02"}, "validity_dates"),
        ({"validity_by": "dates", "validity_dates": ""}, "validity_dates"),
        ({"burn_code": "above", "burn_code_above": ""}, "burn_code_above"),
        ({"return_days": "0"}, "return_days"),
        ({"quote_minutes": "121"}, "quote_minutes"),
        ({"note": ""}, "note"),
    ],
)
def test_a_field_that_cannot_be_is_marked(sign_in: SignIn, sent: dict[str, str], field: str) -> None:
    answer = change(sign_in(), **sent)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert program().version == 1


def test_a_field_that_does_not_matter_now_is_not_checked(sign_in: SignIn) -> None:
    change(sign_in(), earn_rate="6", earn_amount="nonsense", step_from_0="nonsense", burn_code_above="nonsense")
    assert program().settings.earn == EarnPercent(rate=600)


def test_a_long_ladder_is_kept_whole(sign_in: SignIn) -> None:
    # given more steps than the form offers to begin with
    steps = tuple(Step(from_kopecks=number * 10_000, rate=100 + number) for number in range(12))
    with_settings(earn=EarnSteps(steps=steps))

    # when another field is changed
    change(sign_in(), pending_days="3")

    # then every step is still there
    assert program().settings.earn == EarnSteps(steps=steps)


def test_a_form_opened_before_somebody_elses_change_is_refused(sign_in: SignIn) -> None:
    # given a form that was opened, and a colleague's change after that
    browser = sign_in()
    sent = as_sent(browser, earn_rate="9")
    with_settings(pending_days=5)

    # when it is sent
    answer = browser.post(reverse(RULES), sent)

    # then the colleague's version stays
    assert answer.status_code == 200
    assert program().version == 2
    assert program().settings.pending_days == 5


def test_others_read_the_rules_but_cannot_change_them(sign_in: SignIn) -> None:
    browser = sign_in("Support")
    page = browser.get(reverse(RULES))
    assert "form" not in page.context
    browser.post(reverse(RULES), {"earn_rate": "100"})
    assert program().version == 1
    assert browser.post(reverse("admin:programme_name"), {"name": "Чужая", "timezone": "UTC"}).status_code == 403
    assert sign_in("Cashier lead").get(reverse(RULES)).status_code == 403


def test_versions_say_in_words_what_changed(sign_in: SignIn) -> None:
    with_settings(earn=EarnPerAmount(points=1, amount_kopecks=10_000))
    page = sign_in(language="en").get(reverse("admin:programme_versions")).content.decode()
    assert "5% of what was paid" in page
    assert "1\u00a0point for every full ₽100" in page
    page = sign_in(language="en").get(reverse("admin:programme_version", args=[1])).content.decode()
    assert "5% of what was paid" in page
    assert "not in force" in page
    assert sign_in().get(reverse("admin:programme_version", args=[77])).status_code == 404


def test_every_setting_has_words(db: None) -> None:
    words = units()[BONUS].words
    with translation.override("en"):
        before = Settings()
        assert len(rules_in_words(before, words)) == len(Settings.__struct_fields__)
        after = Settings(
            earn=EarnPercent(rate=1), earn_on_delivery=True, earn_on_points_paid=True, earn_on_discounted_lines=False,
            earn_on_certificates=True, pending_days=1, validity=Validity(by="none", count=1), burn_max_rate=1,
            burn_min_receipt_kopecks=1, burn_min_balance=1, burn_code_above=1, claw_back="cap", give_back_grace_days=1,
            withhold_lost_discount=True, discount_line_rate=1, discount_order_rate=1, return_days=1, quote_minutes=1,
            pending_order_minutes=1, late_hours=1, ladder=by_spend(), certificate_expiry="write_off",
        )  # fmt: skip
        changed = changes_in_words(before, after, words)
    assert len(changed) == len(Settings.__struct_fields__) - 1  # all but the rounding


def test_the_programme_gets_another_name_and_clock(sign_in: SignIn) -> None:
    browser = sign_in()
    browser.post(reverse("admin:programme_name"), {"name": "Лесные баллы", "timezone": "Asia/Omsk"})
    assert (program().name, program().zone.key, program().version) == ("Лесные баллы", "Asia/Omsk", 1)
    assert "Лесные баллы" in browser.get(reverse("admin:index")).content.decode()
    answer = browser.post(reverse("admin:programme_name"), {"name": "Лесные баллы", "timezone": "Asia/Nowhere"})
    assert "timezone" in answer.context["form"].errors
