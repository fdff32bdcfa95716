"""`/metrics` for Prometheus, to whoever shows MONITORING_TOKEN. No label and no number is about a person."""

import os

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from loyalty.api.kit.errors import NotFound, refusal_response
from loyalty.api.readings import Readings


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """What the processes of this machine counted, and what the database says now. Without the token: nothing here."""
    shown = request.META.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if not settings.MONITORING_TOKEN or not constant_time_compare(shown, settings.MONITORING_TOKEN):
        return refusal_response(request, NotFound())
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    read = CollectorRegistry()
    read.register(Readings())
    return HttpResponse(generate_latest(counted) + generate_latest(read), content_type=CONTENT_TYPE_LATEST)
