"""The campaigns of a run, published by the import: a few apply to every cart of carts.py, the others nearly do."""

from datetime import UTC, datetime
from typing import Any

APPLY = 2
_AT = datetime(2026, 1, 1, tzinfo=UTC)


def publish_many(count: int, *, shards: int = 1) -> None:
    """Put so many in force: two apply to every order, one in twenty is asked by every cart and says what is missing,
    the others are about goods that nobody here buys. They read the member's history, balance and limits."""
    from campaigns.campaign.load_document import load_document

    campaigns = [_applies(shards), _says(), *(_other(number) for number in range(count - APPLY))]
    load_document(raw={"lanes": [], "campaigns": campaigns}, author=None, reason="bench", at=_AT, offer=True)


def _campaign(code: str, lane: str, *effects: dict[str, Any], **parts: Any) -> dict[str, Any]:
    title = {"ru": f"Акция {code}", "en": f"Campaign {code}"}
    return {"code": code, "state": "running", "title": title, "lane": lane, "effects": list(effects), **parts}


def _applies(shards: int) -> dict[str, Any]:
    """40 roubles off, and no points: a campaign's are a lot of their own, and an account keeps one (carts.py)."""
    return _campaign(
        "bench-forty-off", "order", {"amount_off_order": {"amount": 4_000}},
        when={"all": [{"goods_total": {"at_least": 200_000}}, {"has_member": {"is_so": True}}]},
        budgets=[{"metric": "discount", "limit": 10**15, "shards": shards},
                 {"metric": "uses", "scope": "member", "period": "day", "limit": 10**9}],
    )  # fmt: skip


def _says() -> dict[str, Any]:
    return _campaign("bench-says", "texts", {"say": {"slot": "receipt", "ru": "Ждём вас", "en": "See you"}},
                     when={"all": [{"balance": {"at_least": 0}}]})  # fmt: skip


def _other(number: int) -> dict[str, Any]:
    goods = {"categories": [f"category-{number % 5}" if number % 20 == 0 else f"elsewhere-{number}"]}
    asked = [{"spent": {"days": 30 + number % 60, "at_least": 10**12}}, {"orders": {"days": 90, "at_least": 10**6}}]
    return _campaign(
        f"bench-{number}", "goods", {"percent_off": {"rate": 100 + number, "goods": goods}},
        when={"all": [asked[number % 2]]},
        budgets=[{"metric": "uses", "scope": ("member", "shop", "campaign")[number % 3], "limit": 10**9}],
    )  # fmt: skip
