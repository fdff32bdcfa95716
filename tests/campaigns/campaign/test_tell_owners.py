"""Owners hear of what somebody without colleagues publishes above the limit of the role."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from campaigns.campaign.publish import publish
from campaigns.campaign.save_draft import save_draft
from campaigns.campaign.tell_owners import tell_owners
from loyalty.messages.tell_reader import LEASE
from loyalty.staff.models import RoleLimit, User
from tests.builders import NOON, a_user
from tests.campaigns.running import definition

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(settings: Settings, tmp_path: Path) -> Path:
    settings.OUTBOX_DIR = tmp_path
    return tmp_path / "messages.jsonl"


def sent(outbox: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outbox.read_text().splitlines()] if outbox.exists() else []


def above_the_limit() -> None:
    """A marketer publishes 40 000 ₽ a month, to start in two days; owners may start less than that."""
    RoleLimit.objects.filter(group__name="Owner").update(campaign_kopecks=100)
    for name, role, language in (("anna", "Owner", ""), ("bob", "Owner", "en"), ("mark", "Marketer", "")):
        a_user(name, roles=[role])
        User.objects.filter(username=name).update(email=f"{name}@example.com", language=language)
    a_user("without-mail", roles=["Owner"])
    starts = NOON + timedelta(days=2)
    budgets = [{"metric": "discount", "limit": 4_000_000, "period": "month"}]
    save_draft(
        raw=definition(
            "spring", {"percent_off": {"rate": 1_000}}, budgets=budgets, starts_at=starts.isoformat(),
            ends_at=(starts + timedelta(days=9)).isoformat(),
        ),
        author=None,
    )  # fmt: skip
    publish(code="spring", author=User.objects.get(username="mark"), reason="go", at=NOON)


def test_each_owner_is_told_once_in_their_language(outbox: Path) -> None:
    above_the_limit()
    # when
    assert [tell_owners(at=NOON), tell_owners(at=NOON + 2 * LEASE)] == [2, 0]
    # then
    said = {one["to"]: one["text"] for one in sent(outbox)}
    assert set(said) == {"anna@example.com", "bob@example.com"}
    assert "mark публикует акцию «Акция spring»: до 40\xa0000\xa0₽ в месяц" in said["anna@example.com"]
    assert "mark publishes the campaign “Campaign spring”: up to ₽40,000 a month" in said["bob@example.com"]
    assert "/admin/campaigns/campaign/" in said["bob@example.com"]


def test_what_no_channel_took_is_tried_again_later(outbox: Path, settings: Settings) -> None:
    # given
    above_the_limit()
    channels, settings.MESSAGE_CHANNELS = settings.MESSAGE_CHANNELS, []
    assert tell_owners(at=NOON) == 0
    settings.MESSAGE_CHANNELS = channels
    # then
    assert tell_owners(at=NOON + LEASE / 2) == 0
    assert tell_owners(at=NOON + LEASE) == 2
