"""The kinds of files that employees bring and take: who may, what their pages say, and what they ask besides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from loyalty.admin.upload_form import UploadForm
from loyalty.imports.models import Upload
from loyalty.refusals import Words
from loyalty.registries import Registry


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What the rows of a file are for: `does` to what, which has a page."""

    does: str
    name: str
    url: str


def _no_aim(target: Mapping[str, Any]) -> Aim | None:
    return None


@dataclass(frozen=True, kw_only=True)
class UploadKind:
    """`may_import` and `may_export` are permissions; no `may_export` where files are only brought."""

    title: Words
    about: Words
    may_import: str
    may_export: str = ""
    form: type[UploadForm] = UploadForm
    aim: Callable[[Mapping[str, Any]], Aim | None] = _no_aim


UPLOAD_KINDS: Registry[UploadKind] = Registry("kinds of uploads")
UPLOAD_KINDS.add(
    Upload.Kind.PRODUCTS,
    UploadKind(
        title=_("Import of goods"), may_import="loyalty.import_product", may_export="loyalty.export_product",
        about=_(
            "A product is known by its SKU: a new one is added, a known one is changed. "
            "A column that the file does not have changes nothing; an empty cell empties the field."
        ),
    ),
)  # fmt: skip
UPLOAD_KINDS.add(
    Upload.Kind.MEMBERS,
    UploadKind(
        title=_("Import of members"), may_import="loyalty.import_member", may_export="loyalty.export_member",
        about=_(
            "Each row needs a phone, an e-mail, a card or an external id. Somebody known by one of them keeps "
            "their details and contacts; a card, an external id or a consent that is new to them is added. "
            "Nobody is written to."
        ),
    ),
)  # fmt: skip
UPLOAD_KINDS.add(
    Upload.Kind.OPENINGS,
    UploadKind(
        title=_("Import of opening balances"), may_import="loyalty.import_openings",
        may_export="loyalty.export_openings",
        about=_(
            "Load the members first. Each balance is brought once: the reference tells it apart, so the same file "
            "loaded again gives nobody points twice. Members see the points and the reason in their history."
        ),
    ),
)  # fmt: skip


def may_import(request: HttpRequest, kind: str) -> bool:
    return request.user.has_perm(UPLOAD_KINDS[kind].may_import)


def may_export(request: HttpRequest, kind: str) -> bool:
    """False, too, where files of the kind are only brought."""
    needed = UPLOAD_KINDS[kind].may_export
    return bool(needed) and request.user.has_perm(needed)


def check_import(request: HttpRequest, kind: str) -> None:
    """Nothing, or 404 for an unknown kind and 403 for somebody who may not bring it."""
    _check(kind, allowed=kind in UPLOAD_KINDS and may_import(request, kind))


def check_export(request: HttpRequest, kind: str) -> None:
    """Nothing, or 404 for a kind that is unknown or only brought, and 403 for somebody who may not take it."""
    if kind in UPLOAD_KINDS and not UPLOAD_KINDS[kind].may_export:
        raise Http404
    _check(kind, allowed=kind in UPLOAD_KINDS and may_export(request, kind))


def _check(kind: str, *, allowed: bool) -> None:
    if kind not in UPLOAD_KINDS:
        raise Http404
    if not allowed:
        raise PermissionDenied
