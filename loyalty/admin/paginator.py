"""Pages of long lists without counting every row."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext

from loyalty import words

MOST = 10_000  # further on nobody turns pages: they search


class BoundedPaginator(Paginator[Any]):
    """Counts up to ten thousand rows; beyond them it says there are more."""

    @cached_property
    def count(self) -> int:
        return min(self._found, MOST)

    @property
    def total(self) -> str:
        """How many rows there are, in words."""
        if self._found > MOST:
            return gettext("more than {count}").format(count=words.number(MOST))
        return words.number(self.count)

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list  # a queryset, in the admin
        found: int = rows.order_by()[: MOST + 1].count()
        return found
