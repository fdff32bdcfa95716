"""What packages above would tell the staff on the first page, beside what `overview` tells itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from loyalty.registries import Registry


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A sentence, and the page to go to."""

    text: str
    address: str


alarms: Registry[Callable[[HttpRequest, datetime], Sequence[Alarm]]] = Registry("alarms")  # each asks who may see it
