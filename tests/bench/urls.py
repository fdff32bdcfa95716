"""The product's map and an empty view behind the same keys. Served by the benchmark alone."""

from typing import Any

from django.urls import path
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from loyalty.api.kit.auth import client_of

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Empty(APIView):
    """The least that a view of the API can be: the clock, the key, no work, two bytes of answer."""

    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        client_of(request)

    def post(self, request: Request) -> Response:
        return Response({})


urlpatterns = [path("api/empty", Empty.as_view()), *urlpatterns]
