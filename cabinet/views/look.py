"""The retailer's colour as a stylesheet."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cabinet.accent import parse, stylesheet


@require_safe
@cache_control(public=True, max_age=600)
def accent(request: HttpRequest) -> HttpResponse:
    return HttpResponse(stylesheet(parse(settings.CABINET_ACCENT)), content_type="text/css; charset=utf-8")
