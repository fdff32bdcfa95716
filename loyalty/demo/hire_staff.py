"""Gives the demo people to sign in to the admin as: one who may do everything, and one of each role."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group

from loyalty.shops.models import Shop
from loyalty.staff.models import User

_CASHIER_LEAD = "Cashier lead"


@dataclass(frozen=True)
class Login:
    login: str
    password: str
    role: str


def hire_staff(*, passwords: Mapping[str, str], cashiers_shop: Shop) -> list[Login]:
    """The administrator first, then one employee of each role; whoever has a password handed out before keeps it."""
    logins = [_hire("admin", "", passwords)]
    for role in Group.objects.order_by("pk").values_list("name", flat=True):
        login = role.lower().replace(" ", "-")
        logins.append(_hire(login, role, passwords, shop=cashiers_shop if role == _CASHIER_LEAD else None))
    return logins


def _hire(login: str, role: str, passwords: Mapping[str, str], *, shop: Shop | None = None) -> Login:
    user, is_new = User.objects.get_or_create(
        username=login, defaults={"is_staff": True, "is_superuser": not role, "shop": shop}
    )
    password = passwords.get(login) or secrets.token_urlsafe(12)
    if is_new or login not in passwords:
        user.set_password(password)
        user.save(update_fields=["password"])
        user.groups.set(Group.objects.filter(name=role))
    return Login(login, password, role)
