"""`/api/v1/segments…`"""

from django.urls import path, register_converter

from segments.api.lists import ListMembers


class CodeInPath:
    """A segment's code; what cannot be one is no address."""

    regex = "[-a-zA-Z0-9_]{1,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeInPath, "segment_code")

urlpatterns = [path("segments/<segment_code:code>/members", ListMembers.as_view())]
