"""System checks of settings and registries."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from loyalty.events.kinds import KINDS
from loyalty.events.react import reactions
from loyalty.events.receive import OF_SHOPS
from loyalty.messages.channels import channels


@register
def message_channels(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every channel that MESSAGE_CHANNELS names is there, and there is one."""
    unknown = [code for code in settings.MESSAGE_CHANNELS if code not in channels]
    if settings.MESSAGE_CHANNELS and not unknown:
        return []
    known = ", ".join(code for code, _channel in channels)
    return [Error(f"MESSAGE_CHANNELS must name channels out of: {known}", id="loyalty.E001")]


@register
def kinds_of_reactions(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every kind a reaction listens for can happen: a misspelt one would be waited for in vain."""
    return [
        Error(f"Reaction {code} listens for an unknown kind of event: {kind}", id="loyalty.E002")
        for code, reaction in reactions
        for kind in sorted(reaction.kinds)
        if kind not in KINDS and not kind.startswith(OF_SHOPS)
    ]
