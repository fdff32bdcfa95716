"""`/api/…`: the shop API and its description."""

from django.urls import include, path

from loyalty.api.docs import Docs, schema

urlpatterns = [
    path("v1/", include("loyalty.api.v1.urls")),
    path("schema/", schema, name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
]
