"""The OpenAPI document and the page that shows it, all from our own host and under the strict content policy."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """`/api/schema/`"""
    return HttpResponse(document(), content_type="application/json")


class Docs(TemplateView):
    """`/api/docs/`"""

    template_name = "api/docs.html"


@cache
def document() -> bytes:
    """The OpenAPI description as JSON; docs/openapi.json is a copy of it. Made once per process."""
    made = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    rendered: bytes = OpenApiJsonRenderer().render(made, renderer_context={})
    return rendered + b"\n"
