"""Panels of a member's page, contributed by other packages from `AppConfig.ready()`."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from loyalty.members.models import Member
from loyalty.registries import Registry

# A panel as HTML, for this employee; empty where they may not see it.
Panel = Callable[[HttpRequest, Member], SafeString | str]

PANELS: Registry[Panel] = Registry("member-page panels")


def panels_of(request: HttpRequest, member: Member) -> list[SafeString | str]:
    """The panels this employee sees, in the order they were added."""
    drawn = (panel(request, member) for _code, panel in PANELS)
    return [one for one in drawn if one]
