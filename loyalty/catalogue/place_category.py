"""Finds the category that a path of names leads to, and makes what is missing of it."""

from loyalty.catalogue.category_codes import category_code
from loyalty.catalogue.models import Category


def place_category(*, path: tuple[str, ...]) -> int | None:
    """The id of the last category of `path` (names from the root), None for no path.

    A part is known by its name under its parent, else by the code that its path would give it. Two queries a part.
    """
    parent: int | None = None
    for depth, name in enumerate(path, start=1):
        here = Category.objects.filter(name=name, parent_id=parent).order_by("pk").values_list("pk", flat=True).first()
        if here is None:
            made, _new = Category.objects.get_or_create(
                code=category_code(path[:depth]), defaults={"name": name, "parent_id": parent}
            )
            here = made.pk
        parent = here
    return parent
