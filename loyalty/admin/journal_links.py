"""Where the journal's objects live in the admin: a row's page leads to its journal and back."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode
from django_celery_beat.models import PeriodicTask

from loyalty.catalogue.models import Category, Product
from loyalty.certificates.models import Certificate, CertificateBatch, CertificateProduct
from loyalty.ledger.models import Account, Unit
from loyalty.members.models import ConsentText, Member
from loyalty.program.models import Program
from loyalty.shops.models import ApiKey, Integration, Shop, ShopGroup
from loyalty.staff.models import RoleLimit, User

# Kinds of objects that are rows of a model.
MODELS: dict[str, type[Model]] = {
    "program": Program,
    "unit": Unit,
    "consent_text": ConsentText,
    "shop": Shop,
    "shop_group": ShopGroup,
    "integration": Integration,
    "key": ApiKey,
    "employee": User,
    "role": Group,
    "role_limit": RoleLimit,
    "task": PeriodicTask,
    "member": Member,
    "account": Account,
    "product": Product,
    "certificate_kind": CertificateProduct,
    "certificate_batch": CertificateBatch,
    "certificate": Certificate,
    "category": Category,
}
BY_HAND = ("product", "category")  # no trigger watches these: the admin itself writes what is changed in it
_KINDS = {model: kind for kind, model in MODELS.items()}


def know(kind: str, model: type[Model]) -> None:
    """Another package's rows, which have a page in the admin."""
    MODELS[kind] = model
    _KINDS[model] = kind


def kind_of(row: Model) -> str | None:
    """The row's kind in the journal; None when its history is kept elsewhere."""
    return _KINDS.get(type(row))


def options_of(kind: str) -> Any:
    """Fields and names of the kind's model; None where the kind is no model's."""
    model = MODELS.get(kind)
    return model._meta if model else None  # noqa: SLF001  Django documents it


def journal_of(kind: str, object_id: int | str) -> str:
    """The address of everything in the journal about one object."""
    listed = reverse("admin:loyalty_auditevent_changelist")
    return f"{listed}?{urlencode({'object_kind__exact': kind, 'object_id__exact': object_id})}"
