"""Whoever changes settings, keys or staff, by whatever way: the database writes it down, without secrets."""

import json
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from loyalty.audit.actor import Actor, acting, declared
from loyalty.audit.because import because
from loyalty.audit.models import AuditEvent
from loyalty.shops.authenticate import authenticate
from loyalty.shops.models import ApiKey, Shop
from loyalty.shops.revoke_key import revoke_key
from loyalty.staff.models import RoleLimit
from tests.builders import NOON, PASSWORD, a_key, a_shop, a_user, an_integration, with_settings
from tests.cast import Cast


def _last() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def _count() -> int:
    return AuditEvent.objects.count()


def test_a_change_tells_what_differs_and_nothing_else(db: None) -> None:
    shop = a_shop("lesnaya", name="Лес")
    Shop.objects.filter(pk=shop.pk).update(name="Кофе на Лесной", placed_days=7)

    event = _last()
    assert (event.act, event.object_kind, event.object_id, event.object_name) == (
        "changed", "shop", str(shop.pk), "Кофе на Лесной",
    )  # fmt: skip
    assert (event.before, event.after) == ({"name": "Лес"}, {"name": "Кофе на Лесной"})


def test_bulk_changes_are_written_row_by_row(db: None) -> None:
    shops = [a_shop(), a_shop()]
    before = _count()
    Shop.objects.filter(pk__in=[shop.pk for shop in shops]).update(is_active=False)
    assert _count() == before + 2


def test_a_change_that_changes_nothing_is_not_written(db: None) -> None:
    shop = a_shop()
    before = _count()
    Shop.objects.filter(pk=shop.pk).update(name=shop.name)
    assert _count() == before


def test_who_is_declared_is_named_and_afterwards_nobody_is(db: None) -> None:
    shop = a_shop()
    with acting(Actor(kind="staff", id=5, ip="203.0.113.7", request_id="abc")), declared():
        Shop.objects.filter(pk=shop.pk).update(is_active=False)
    event = _last()
    assert (event.principal, event.principal_id, event.ip, event.request_id) == ("staff", 5, "203.0.113.7", "abc")

    Shop.objects.filter(pk=shop.pk).update(is_active=True)
    event = _last()
    assert (event.principal, event.principal_id, event.ip, event.request_id) == ("database", None, None, "")


def test_the_reason_holds_until_the_transaction_ends(own_database: str) -> None:
    shop = a_shop()
    with transaction.atomic():
        because(reason="ремонт")
        Shop.objects.filter(pk=shop.pk).update(is_active=False)
    assert _last().reason == "ремонт"
    Shop.objects.filter(pk=shop.pk).update(is_active=True)
    assert _last().reason == ""


def test_raw_sql_by_another_role_is_caught_with_that_role(
    own_database: str, owner_connection: psycopg.Connection[tuple[Any, ...]]
) -> None:
    shop = a_shop(name="Лес")
    owner_connection.execute("update loyalty_shop set name = 'чужая' where id = %s", [shop.pk])

    event = _last()
    assert (event.principal, event.db_role) == ("database", owner_connection.info.user)
    assert (event.before, event.after) == ({"name": "Лес"}, {"name": "чужая"})


def test_nobody_stamps_the_journal_with_another_role_or_time(db: None) -> None:
    event = AuditEvent.objects.create(
        act="exported", object_kind="list", principal="staff", db_role="postgres", application="psql", at=NOON
    )
    event.refresh_from_db()
    assert event.db_role != "postgres"
    assert event.application != "psql"
    assert event.at != NOON


def test_a_key_is_written_without_its_secret_and_its_daily_use_is_not(db: None) -> None:
    secret = a_key(till := an_integration())
    issued = _last()
    assert (issued.act, issued.object_kind, issued.object_id) == ("added", "key", secret.partition(".")[0])
    assert issued.after is not None
    assert issued.after["integration_id"] == till.pk

    before = _count()
    authenticate(secret=secret, at=NOON)
    assert _count() == before

    ApiKey.objects.update(scopes=["quotes"])
    assert _last().after == {"scopes": ["quotes"]}
    revoke_key(prefix=issued.object_id)
    assert (_last().before, _last().after) == ({"revoked": False}, {"revoked": True})

    whole = json.dumps(list(AuditEvent.objects.values("object_id", "before", "after")))
    assert secret.partition(".")[2] not in whole
    assert ApiKey.objects.get().hashed_key not in whole


def test_a_swapped_hash_is_told_but_not_shown(db: None) -> None:
    a_key()
    ApiKey.objects.update(hashed_key="stolen")
    assert _last().after == {"hashed_key": "•••"}


def test_staff_are_written_without_names_and_passwords(db: None) -> None:
    user = a_user("petrova")
    user.email, user.first_name = "petrova@example.com", "Вера"
    user.set_password("another coffee")
    user.save()

    assert _last().after == {"email": "•••", "first_name": "•••", "password": "•••"}
    whole = json.dumps(list(AuditEvent.objects.values()), default=str, ensure_ascii=False)
    for personal in ("petrova", "Вера", user.password, PASSWORD):
        assert personal not in whole


def test_roles_their_permissions_and_limits_are_written(db: None) -> None:
    user, support = a_user(), Group.objects.get(name="Support")
    user.groups.add(support)
    assert (_last().object_kind, _last().object_id, _last().after) == (
        "employee", str(user.pk), {"group_id": support.pk},
    )  # fmt: skip

    permission = Permission.objects.get(codename="change_program")
    support.permissions.add(permission)
    assert (_last().object_kind, _last().after) == ("role", {"permission_id": permission.pk})

    RoleLimit.objects.filter(group=support).update(adjustment_points=7, adjustment_points_per_day=7)
    assert (_last().object_kind, _last().object_id) == ("role_limit", str(support.pk))
    assert _last().after == {"adjustment_points": 7, "adjustment_points_per_day": 7}


def test_new_rules_are_written_with_their_note(cast: Cast) -> None:
    number = with_settings(burn_max_rate=1_000)
    assert (_last().object_kind, _last().after, _last().reason) == ("program", {"version_id": number}, "test")


def test_schedules_are_written_but_not_every_tick_of_beat(db: None) -> None:
    task = PeriodicTask.objects.get(name="loyalty.relay")
    before = _count()
    PeriodicTask.objects.filter(pk=task.pk).update(last_run_at=NOON, total_run_count=9)
    assert _count() == before

    PeriodicTask.objects.filter(pk=task.pk).update(enabled=False)
    assert (_last().object_kind, _last().object_name, _last().after) == ("task", "loyalty.relay", {"enabled": False})
    IntervalSchedule.objects.filter(pk=task.interval_id).update(every=99)
    assert (_last().object_kind, (_last().after or {})["every"]) == ("schedule", 99)


@pytest.mark.parametrize("words", ["", "{}"])
def test_an_empty_declaration_names_nobody(db: None, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('loyalty.actor', %s, true)", [words])
    a_shop()
    assert _last().principal == "database"
