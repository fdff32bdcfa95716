"""Requests as this product reads them: in UTF-8, whatever they call themselves."""

from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest
from django.utils.http import parse_header_parameters


class _Utf8(HttpRequest):
    """Django lets Content-Type choose the codec of the query and of the form, and reads the query with it before any
    handler of errors is there: `charset=base64` breaks the constructor, `unicode_escape` makes NULs out of ASCII."""

    def _set_content_type_params(self, meta: Any) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))

    def _load_post_and_files(self) -> None:
        """Refuses a form in another charset: read as UTF-8, its words would be stored broken."""
        if (self.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            self._mark_post_parse_error()  # type: ignore[attr-defined]  # so that nobody tries to read it again
            raise BadRequest("the form is not in UTF-8")
        super()._load_post_and_files()


class _WsgiRequest(_Utf8, WSGIRequest):
    pass


class _AsgiRequest(_Utf8, ASGIRequest):
    pass


class Wsgi(WSGIHandler):
    request_class = _WsgiRequest


class Asgi(ASGIHandler):
    request_class = _AsgiRequest
