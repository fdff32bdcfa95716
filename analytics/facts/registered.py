"""All facts, in the order in which they are made."""

from analytics.facts import campaigns, coupons, members, moves, sales  # noqa: F401
