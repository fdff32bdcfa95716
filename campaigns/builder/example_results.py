"""The examples of a campaign tried again: which still come to what they came to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.builder.models import CampaignExample
from campaigns.builder.outcome import Outcome, outcome_of, outcome_words
from campaigns.builder.tried_cart import parse_tried
from campaigns.builder.try_cart import try_cart
from campaigns.engine.definition import Definition
from loyalty.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class ExampleResult:
    """`now` says what it comes to, or why it cannot be tried."""

    pk: int
    name: str
    cart: dict[str, Any]
    holds: bool
    expected: str
    now: str


def example_results(*, campaign_id: int, draft: Definition, now: datetime) -> tuple[ExampleResult, ...]:
    """In the order they were made. One query, and those of `try_cart` for each."""
    rows = CampaignExample.objects.filter(campaign=campaign_id).order_by("pk")
    return tuple(_result(row, draft, now) for row in rows)


def _result(row: CampaignExample, draft: Definition, now: datetime) -> ExampleResult:
    outcome: Outcome | None = None
    try:
        outcome = outcome_of(try_cart(tried=parse_tried(row.cart), draft=draft, now=now).decision)
        said = outcome_words(outcome)
    except Refusal as refusal:  # a shop that is gone
        said = " ".join(str(part) for part in (refusal.title, refusal.detail) if part)
    return ExampleResult(
        pk=row.pk, name=row.name, cart=row.cart, holds=outcome == row.expected, expected=outcome_words(row.expected),
        now=said,
    )  # fmt: skip
