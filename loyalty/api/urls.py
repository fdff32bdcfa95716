"""`/api/…`: the shop API and its description."""

from django.urls import include, path, register_converter

from loyalty.api.converters import ExternalIdInPath, MemberIdInPath
from loyalty.api.docs import Docs, schema

register_converter(ExternalIdInPath, "external_id")
register_converter(MemberIdInPath, "member_id")

urlpatterns = [
    path("v1/", include("loyalty.api.v1.urls")),
    path("schema/", schema, name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
]
