"""A Refusal is an expected "no": it has a stable code, words for people and, where it helps, what to do."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise

Words = str | Promise


class Refusal(Exception):
    """The base of every expected refusal; doors turn it into a problem, a form error or a sentence.

    `code` is for ever. `status` is the HTTP status a door answers with. `facts` are JSON-ready values the
    caller can act on; `field` names the input at fault, as a path such as `lines[2].quantity`.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 409
    title: ClassVar[Words]
    hint: ClassVar[Words] = ""

    def __init__(self, *, field: str | None = None, detail: Words = "", **facts: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.detail = detail
        self.facts: Mapping[str, Any] = facts
