"""Nonsense in every part of every address: paths, queries, the parameters each page and list reads."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from django.test import Client

from analytics.dashboards.kit.page import dashboards
from loyalty.admin.site import site
from tests.hostile.addresses import Address, addresses, good_values
from tests.hostile.corpus import PIECES, QUERIES, SHARP, TYPED, VERBS
from tests.hostile.sending import books, fault, undone

EVERY_LIST = (
    "q",
    "o",
    "p",
    "e",
    "all",
    "_popup",
    "_to_field",
    "_facets",
    "_changelist_filters",
    "id",
    "id__in",
    "pk__regex",
)
PARAMETERS = {
    **dict.fromkeys((f"admin/analytics/{code}/" for code, _page in dashboards), ("by", "from", "to", "against", "cut")),
    **dict.fromkeys(
        ("admin/analytics/rows/", "admin/analytics/rows/take/"),
        ("metric", "by", "from", "to", "cut", "key", "whole", "page"),
    ),
    "admin/segments/rfmmodel/{pk}/members/": ("r", "f", "p"),
    "admin/accounting/rows/": (
        "month",
        "unit",
        "what",
        "money",
        "given",
        "reason",
        "version",
        "expires",
        "page",
    ),
    "admin/autocomplete/": ("term", "app_label", "model_name", "field_name", "page"),
    "admin/login/": ("next",),
    "admin/search/": ("s", "extended"),
    "admin/pick/{what}/": ("q", "code"),
    "admin/campaigns/campaign/price/": ("sku", "shop"),
    "admin/proof/": ("asked",),
    "admin/jsi18n/": ("language",),
    "admin/loyalty/member/{object_id}/change/": ("before", "after"),
    "api/schema/": ("format", "lang"),
    "api/v1/members/{member_id}/history": ("cursor",),
    "api/v1/orders/{external_id}/returns": ("dry_run",),
    "history/": ("after",),
    "sign-in/": ("by",),
}


def test_nonsense_in_paths_and_queries(everybody: Client) -> None:
    _expect_no_faults(everybody, list(_broken_paths()))


def test_nonsense_in_parameters(everybody: Client) -> None:
    _expect_no_faults(everybody, list(_broken_parameters()))


def test_unknown_verbs(everybody: Client) -> None:
    faults = []
    for turn, address in enumerate(addresses()):
        path = address.with_values(**good_values(address))
        for verb in _some(VERBS, turn, 1):
            with undone():
                answer = everybody.generic(verb, path)
            if verb != "HEAD" and (wrong := fault(answer, api=address.is_api)):
                faults.append((wrong, verb, path))
    assert not faults, "\n".join(map(str, faults[:50]))


def _expect_no_faults(browser: Client, asked: Sequence[tuple[bool, str]]) -> None:
    before, faults = books(), []
    session = browser.cookies["session"].value
    for is_api, url in asked:
        with undone():
            answer = browser.generic("GET", url)
        browser.cookies["session"] = session  # a sign-out among them
        if wrong := fault(answer, api=is_api):
            faults.append((wrong, url[:60], url[-60:]))
    assert not faults, f"{len(faults)} of {len(asked)}:\n" + "\n".join(map(ascii, faults[:50]))
    assert books() == before


def _broken_paths() -> Iterator[tuple[bool, str]]:
    """Each address meets a few pieces and queries, all of them together meet each many times."""
    for turn, address in enumerate(addresses()):
        good = good_values(address)
        for at, name in enumerate(address.parameters):
            for piece in [PIECES[0], *_some(PIECES, turn + at, 1)]:
                yield address.is_api, address.with_values(**{**good, name: piece})
        for query in _some(QUERIES, turn, 1):
            yield address.is_api, f"{address.with_values(**good)}?{query}"


def _broken_parameters() -> Iterator[tuple[bool, str]]:
    turn = 0
    for address in addresses():
        good = good_values(address)
        for name in (*PARAMETERS.get(address.route, ()), *_list_parameters(address)):
            turn += 1
            for value in ["a\0b", *_some([*SHARP, *TYPED], turn, 1)]:
                yield address.is_api, f"{address.with_values(**good)}?{quote(name)}={quote(value[:7_000])}"


def _list_parameters(address: Address) -> tuple[str, ...]:
    """What a list of the admin reads: the search box, the order, the page, and each of its filters."""
    for model, admin in site._registry.items():
        if address.route == f"admin/{model._meta.app_label}/{model._meta.model_name}/":
            return (*EVERY_LIST, *_filters(admin))
    return ()


def _filters(admin: Any) -> Iterator[str]:
    for one in admin.list_filter:
        field = one[0] if isinstance(one, tuple) else one
        if isinstance(field, str):
            yield from (f"{field}__exact", f"{field}__id__exact", f"{field}__isnull", f"{field}__in")
        else:
            yield field.parameter_name
    if admin.date_hierarchy:
        yield from (f"{admin.date_hierarchy}__{part}" for part in ("year", "month", "day"))


def _some(values: Sequence[str], turn: int, count: int) -> list[str]:
    return [values[(turn * count + number) % len(values)] for number in range(count)]
