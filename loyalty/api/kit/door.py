"""The base of every view of the shop API: clock, key, scope, query. A view adds its translation and one domain call."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from loyalty.api.kit.auth import client_of, require_scope
from loyalty.api.kit.errors import UnknownParameter
from loyalty.api.kit.idempotent import JSON_TYPE
from loyalty.api.kit.limits import Entered, TooManyRequests, enter
from loyalty.api.kit.openapi import ShopSchema
from loyalty.refusals import Refusal
from loyalty.shops.client import Client


class AlwaysJson(BaseContentNegotiation):
    """The API speaks one language, whatever Accept says."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return None

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return JSONRenderer(), JSON_TYPE


class Door(APIView):
    """A subclass names in `scopes` the scope that each of its methods needs, and in `parameters` the query it reads.

    Inside a method `self.client` is the integration that calls and `self.at` the database's clock.
    """

    authentication_classes = []
    permission_classes = [AllowAny]  # `initial` below decides; nothing reaches a method without a key and its scope
    content_negotiation_class = AlwaysJson
    metadata_class = None
    schema = ShopSchema()
    scopes: ClassVar[Mapping[str, str]]
    parameters: ClassVar[frozenset[str]] = frozenset()

    at: datetime
    client: Client
    entered: Entered | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        finally:
            if self.entered is not None:
                self.entered.leave()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.client, self.at = client_of(request)
        request.META["PRINCIPAL"] = f"integration:{self.client.integration_id}"  # for the request's log line
        self._keep_pace(request)
        scope = self.scopes.get("GET" if request.method == "HEAD" else str(request.method))
        if scope is not None:  # a method without a scope has no handler either: 405
            require_scope(self.client, scope)
        for name in request.GET:
            if name not in self.parameters:
                raise UnknownParameter(field=name[:100])

    def _keep_pace(self, request: Request) -> None:
        described = getattr(getattr(self, str(request.method).lower(), None), "described", None)
        self.entered = enter(self.client, is_write=described is not None and described.is_write)
        if self.entered.room.wait:
            raise TooManyRequests(retry_after=self.entered.room.wait)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        for name, value in self.entered.headers.items() if self.entered else ():
            response.headers[name] = value
        return super().finalize_response(request, response, *args, **kwargs)

    def facts(self, refusal: Refusal) -> Mapping[str, Any]:
        """The facts of a refusal as the API writes them; views whose refusals carry points or quantities override."""
        return refusal.facts

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone, in which its answers tell the time."""
        return ZoneInfo(self.client.shop_timezone)


def answer(value: msgspec.Struct, *, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), status=status, content_type=JSON_TYPE)
