"""A long list of rows, a page at a time: the page that an address asks for, and those beside it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

PAGE = 100
_MOST = 1_000_000  # rows that somebody turns pages through


@dataclass(frozen=True)
class PageNumber:
    """From nought; `skip` rows stand before it."""

    number: int

    @property
    def skip(self) -> int:
        return self.number * PAGE

    def beside(self, count: int) -> dict[str, int | None]:
        """`before` and `after` of so many rows, None where there is no such page: for templates."""
        further = count > self.skip + PAGE
        return {"before": self.number - 1 if self.number else None, "after": self.number + 1 if further else None}


def page_of(request: HttpRequest) -> PageNumber:
    """Http404 for one that cannot be."""
    page = request.GET.get("page", "0")
    if not (page.isascii() and page.isdigit() and len(page) < 7 and int(page) * PAGE < _MOST):
        raise Http404
    return PageNumber(int(page))
