"""What the preview of an upload says of a row: kept in the database, so without personal data."""

from collections.abc import Mapping, Sequence
from typing import Any

from loyalty.catalogue.models import Category
from loyalty.members.masks import mask_identity
from loyalty.members.normal import InvalidIdentity, normal_form


def contact_masked(*, kind: str, value: str) -> str:
    """A contact as others may see it; nothing of what is not one."""
    try:
        return mask_identity(kind=kind, normal=normal_form(kind=kind, value=value))
    except InvalidIdentity:
        return "***"


def product_changes(changed: Mapping[str, tuple[Any, Any]]) -> Sequence[Sequence[Any]]:
    """(field, what it was, what it is) with names instead of ids; money stays in kopecks. A query when one is moved."""
    names = {}
    if "category_id" in changed:
        names = dict(Category.objects.filter(pk__in=changed["category_id"]).values_list("pk", "name"))
    return [
        (field, *(names.get(value) if field == "category_id" else value for value in values))
        for field, values in changed.items()
    ]
