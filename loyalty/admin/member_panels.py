"""What other packages show on the one page of a member, after what loyalty itself knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from loyalty.members.models import Member
from loyalty.registries import Registry


@dataclass(frozen=True, kw_only=True)
class MemberPanel:
    """A part of the page for those who have `permission`: a template, and what it shows, read in a few queries."""

    template: str
    permission: str
    read: Callable[[HttpRequest, Member], Mapping[str, Any]]


member_panels: Registry[MemberPanel] = Registry("panels of the member's page")


def panels_of(request: HttpRequest, member: Member) -> list[SafeString]:
    """Every panel this person may see, in the order they were added."""
    return [
        render_to_string(panel.template, {**panel.read(request, member), "member": member}, request)
        for _code, panel in member_panels
        if request.user.has_perm(panel.permission)
    ]
