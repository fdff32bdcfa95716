"""Employees and roles in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.staff.models import User

ROLES: dict[str, Promise] = {
    "Owner": _("Owner"),
    "Marketer": _("Marketer"),
    "Approver": _("Approver"),
    "Analyst": _("Analyst"),
    "Support": _("Support"),
    "Cashier lead": _("Cashier lead"),
    "Integrator": _("Integrator"),
    "Accountant": _("Accountant"),
}


def role_name(code: str) -> str:
    """A role as people call it; a role made by hand keeps its name."""
    return str(ROLES.get(code, code))


def person(user: User | None) -> str:
    """An employee's name, or their login; the system where there is nobody."""
    return gettext("system") if user is None else user.get_full_name() or user.get_username()
