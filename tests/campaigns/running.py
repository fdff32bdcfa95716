"""Campaigns that run, put there by the real verbs."""

from typing import Any

from campaigns.campaign.publish import publish
from campaigns.campaign.save_draft import save_draft
from tests.builders import NOON


def definition(code: str, *effects: dict[str, Any], lane: str = "goods", **parts: Any) -> dict[str, Any]:
    """The stored form of a campaign, as small as it can be."""
    return {"code": code, "title": {"ru": f"Акция {code}", "en": f"Campaign {code}"}, "lane": lane,
            "effects": list(effects), **parts}  # fmt: skip


def a_campaign(code: str, *effects: dict[str, Any], lane: str = "goods", **parts: Any) -> int:
    """Published; its version's number."""
    save_draft(raw=definition(code, *effects, lane=lane, **parts), author=None)
    return publish(code=code, author=None, reason="test", at=NOON)
