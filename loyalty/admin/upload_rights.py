"""Who may bring and take which data: each kind of file has permissions of its own."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from loyalty.imports.models import Upload

_IMPORT: Mapping[str, str] = {
    Upload.Kind.PRODUCTS: "loyalty.import_product",
    Upload.Kind.MEMBERS: "loyalty.import_member",
    Upload.Kind.OPENINGS: "loyalty.import_openings",
}
_EXPORT: Mapping[str, str] = {
    Upload.Kind.PRODUCTS: "loyalty.export_product",
    Upload.Kind.MEMBERS: "loyalty.export_member",
    Upload.Kind.OPENINGS: "loyalty.export_openings",
}


def may_import(request: HttpRequest, kind: str) -> bool:
    return request.user.has_perm(_IMPORT[kind])


def may_export(request: HttpRequest, kind: str) -> bool:
    return request.user.has_perm(_EXPORT[kind])


def check_import(request: HttpRequest, kind: str) -> None:
    """Nothing, or 404 for an unknown kind and 403 for somebody who may not bring it."""
    _check(kind, allowed=kind in _IMPORT and may_import(request, kind))


def check_export(request: HttpRequest, kind: str) -> None:
    """Nothing, or 404 for an unknown kind and 403 for somebody who may not take it."""
    _check(kind, allowed=kind in _EXPORT and may_export(request, kind))


def _check(kind: str, *, allowed: bool) -> None:
    if kind not in _IMPORT:
        raise Http404
    if not allowed:
        raise PermissionDenied
