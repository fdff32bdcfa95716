"""What a member's tier changes in the settings."""

from dataclasses import replace
from functools import lru_cache

import msgspec

from loyalty.program.settings import Programme, Settings, Tier


def tier_called(settings: Settings, code: str) -> Tier | None:
    """The tier of a code, None where the ladder has none (any more)."""
    tiers = settings.ladder.tiers if settings.ladder else ()
    return next((tier for tier in tiers if tier.code == code), None)


def for_tier(programme: Programme, code: str) -> Programme:
    """The programme as members of the tier have it: with the tier's own base earn, where it has one."""
    return _for_tier(programme, code) if code else programme


@lru_cache(maxsize=256)
def _for_tier(programme: Programme, code: str) -> Programme:
    tier = tier_called(programme.settings, code)
    if tier is None or tier.earn is None:
        return programme
    return replace(programme, settings=msgspec.structs.replace(programme.settings, earn=tier.earn))
