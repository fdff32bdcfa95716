"""`/health/…`, for those who run the service."""

from django.urls import path

from loyalty.api.deps import Dependencies
from loyalty.api.health import Live, Ready

urlpatterns = [
    path("live", Live.as_view()),
    path("ready", Ready.as_view()),
    path("deps", Dependencies.as_view()),
]
