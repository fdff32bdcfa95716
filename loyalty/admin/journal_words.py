"""Acts of the journal in people's words: the object, and what differs before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.admin.journal_links import options_of
from loyalty.admin.journal_names import Names
from loyalty.admin.kit import short
from loyalty.admin.program_words import Change, changes_in_words
from loyalty.admin.staff_words import person, role_name
from loyalty.admin.units import words_of
from loyalty.audit.acts import ACTS, OBJECTS
from loyalty.audit.models import AuditEvent
from loyalty.events.react import reactions
from loyalty.ledger.models import Unit
from loyalty.members.models import Member
from loyalty.money import BONUS
from loyalty.program.models import ProgramVersion
from loyalty.program.settings import parse
from loyalty.refusals import Words
from loyalty.registries import Registry
from loyalty.staff.models import User

MASK = "•••"  # as the triggers write it
_LABELS = {
    "group_id": _("Role"),
    "permission_id": _("Permission"),
    "reaction": _("Reaction"),
    "points": _("Points"),
    "by": _("By whom"),
}


@dataclass(frozen=True)
class Named:
    """What an act was about: its kind, its name, and its page where it has one."""

    kind: str
    name: str
    url: str

    def as_link(self) -> str | SafeString:
        """«Магазин «Кофе на Лесной»», leading to its page."""
        if not self.url:
            return f"{self.kind} {self.name}".strip()
        return format_html('{} <a class="link" href="{}">{}</a>', self.kind, self.url, self.name or "→")


def actor_of(event: AuditEvent, names: Names) -> str:
    """Who did it; where no person is known, which program, and of foreign ones the database's role."""
    if event.principal == AuditEvent.Principal.DATABASE:
        if event.db_role == settings.DATABASE_APP_ROLE and event.application.startswith("loyalty "):
            return gettext("the product: {command}").format(command=event.application)
        through = ", ".join(part for part in (event.db_role, event.application) if part)
        return gettext("directly in the database: {through}").format(through=through)
    if event.principal == AuditEvent.Principal.STAFF:
        if event.principal_id is None:
            return gettext("nobody signed in")
        return names.people.get(event.principal_id) or gettext("system")
    if event.principal == AuditEvent.Principal.INTEGRATION:
        return names.integrations.get(event.principal_id or 0) or gettext("a shop")
    return gettext("the member") if event.principal == AuditEvent.Principal.MEMBER else gettext("system")


def act_of(event: AuditEvent) -> str:
    """What was done; an act that this version does not know by its code."""
    return _words(ACTS, event.act)


def _words(vocabulary: Registry[Words], code: str) -> str:
    if code in vocabulary:
        return str(vocabulary[code])
    return code


def object_of(event: AuditEvent, names: Names) -> Named:
    """What the act was about."""
    kind, key = _words(OBJECTS, event.object_kind), event.object_id
    name = event.object_name or key
    if event.object_kind == "employee" and key.isdecimal():
        name = names.people.get(int(key), key)
    if event.object_kind in ("role", "role_limit"):
        kept = role_name(event.object_name) if event.object_kind == "role" and event.object_name else ""
        name = kept or names.roles.get(int(key), key)
    return Named(kind=kind, name=name, url=_page_of(event, names))


def changes_of(event: AuditEvent) -> list[Change]:
    """Every column that differs, by the name and in the words of its form."""
    before, after = event.before or {}, event.after or {}
    if event.object_kind == "program" and "version_id" in before and "version_id" in after:
        return [*_rules(before["version_id"], after["version_id"]), *_columns(event, {"version_id"})]
    if event.object_kind == "member" and "points" in after:
        return [Change(gettext("Points"), "—", _points(after))]
    return _columns(event, set())


def _columns(event: AuditEvent, but: set[str]) -> list[Change]:
    before, after = event.before or {}, event.after or {}
    names = [name for name in {**before, **after} if name not in but]
    return [
        Change(_label(event.object_kind, name), _said(event, before, name), _said(event, after, name)) for name in names
    ]


def _said(event: AuditEvent, values: Mapping[str, Any], name: str) -> str:
    return "—" if name not in values else _value(_field(event.object_kind, name), name, values[name])


def _field(kind: str, column: str) -> "models.Field[Any, Any] | None":
    options = options_of(kind)
    found = [field for field in options.concrete_fields if field.attname == column] if options else []
    return found[0] if found else None


def _label(kind: str, column: str) -> str:
    field = _field(kind, column)
    if field is not None:
        return capfirst(str(field.verbose_name))
    return str(_LABELS.get(column, column))


def _value(field: "models.Field[Any, Any] | None", column: str, value: Any) -> str:
    """A stored value as its form shows it."""
    if value is None or value in ("", []):
        return "—"
    if value == MASK:
        return gettext("(not shown)")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(_choice(getattr(field, "base_field", None), one) for one in value)
    if isinstance(field, models.ForeignKey) or column in ("group_id", "permission_id"):
        return _related(field, column, value)
    if column.endswith("_kopecks"):
        return words.roubles(value, exact=True)
    if column == "reaction" and value in reactions:
        return str(reactions[value].title)
    moment = parse_datetime(value) if isinstance(value, str) and isinstance(field, models.DateTimeField) else None
    return short(moment) if isinstance(moment, datetime) else _choice(field, value)


def _choice(field: Any, value: Any) -> str:
    return str(dict(getattr(field, "flatchoices", None) or ()).get(value, value))


def _related(field: Any, column: str, value: Any) -> str:
    target = {"group_id": Group, "permission_id": Permission}.get(column) if field is None else field.related_model
    if target is Member:
        return gettext("Member {id}").format(id=value)
    row = target._default_manager.filter(pk=value).first() if target else None  # noqa: SLF001  Django documents it
    if isinstance(row, Group):
        return role_name(row.name)
    if isinstance(row, Permission):
        return row.name
    return person(row) if isinstance(row, User) else str(row or value)


def _rules(before: int, after: int) -> list[Change]:
    """What the new version of the rules says otherwise."""
    kept = dict(ProgramVersion.objects.filter(pk__in=[before, after]).values_list("pk", "settings"))
    changes = [Change(gettext("Version of the rules"), str(before), str(after))]
    if {before, after} <= kept.keys():
        unit = words_of(Unit.objects.get(code=BONUS))
        changes += changes_in_words(parse(kept[before]), parse(kept[after]), unit)
    return changes


def _points(after: Mapping[str, Any]) -> str:
    unit = Unit.objects.filter(code=after.get("unit", BONUS)).first()
    return words.points(after["points"], words_of(unit), signed=True) if unit else str(after["points"])


def _page_of(event: AuditEvent, names: Names) -> str:
    """Where to look at the object now; empty when it has no page."""
    options, key = options_of(event.object_kind), event.object_id
    if event.object_kind == "program":
        return reverse("admin:programme")
    if event.object_kind == "key":
        options, key = options_of("integration"), str((event.after or event.before or {}).get("integration_id", ""))
    elif event.object_kind == "role_limit":
        key = str(names.limits.get(int(event.object_id), ""))
    if options is None or not key:
        return ""
    try:
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[key])
    except NoReverseMatch:
        return ""
