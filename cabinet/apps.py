"""The cabinet: what a member sees."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cabinet.accent import parse


class CabinetConfig(AppConfig):
    name = "cabinet"
    verbose_name = _("Cabinet")

    def ready(self) -> None:
        parse(settings.CABINET_ACCENT)  # a colour nobody can paint with stops the start
