"""Imports every module that registers an effect."""

from campaigns.effects import (  # noqa: F401
    bundles,
    earning,
    line_discounts,
    multi_buys,
    order_discounts,
    rewards,
)
