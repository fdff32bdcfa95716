"""Names that acts of the journal carry as numbers, read once for a whole page of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group

from loyalty.admin.principals import people
from loyalty.admin.staff_words import role_name
from loyalty.audit.models import AuditEvent
from loyalty.shops.models import Integration
from loyalty.staff.models import RoleLimit


@dataclass(frozen=True, kw_only=True)
class Names:
    """By id: employees, tills and web shops, roles; `limits` are ids of role limits by that of their role. What is gone
    is missing."""

    people: Mapping[int, str]
    integrations: Mapping[int, str]
    roles: Mapping[int, str]
    limits: Mapping[int, int]


def names_of(events: Iterable[AuditEvent]) -> Names:
    """The names for these acts. Four queries at most, however many acts there are."""
    rows = list(events)
    staff = {row.principal_id for row in rows if row.principal == AuditEvent.Principal.STAFF}
    tills = {row.principal_id or 0 for row in rows if row.principal == AuditEvent.Principal.INTEGRATION}
    roles = _ids(rows, "role", "role_limit")
    limited = _ids(rows, "role_limit")
    integrations = Integration.objects.select_related("shop").filter(pk__in=tills) if tills else ()
    groups = Group.objects.filter(pk__in=roles).values_list("pk", "name") if roles else ()
    limits = RoleLimit.objects.filter(group_id__in=limited).values_list("group_id", "pk") if limited else ()
    return Names(
        people=people(staff | _ids(rows, "employee")),
        integrations={row.pk: str(row) for row in integrations},
        roles={pk: role_name(name) for pk, name in groups},
        limits=dict(limits),
    )


def _ids(rows: list[AuditEvent], *kinds: str) -> set[int]:
    return {int(row.object_id) for row in rows if row.object_kind in kinds and row.object_id.isdecimal()}
