"""The words people agree to. A published version never changes; new words are a new version."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from loyalty.admin.kit import StaffAdmin
from loyalty.admin.site import site
from loyalty.members.models import ConsentText


class ConsentTextForm(forms.ModelForm[ConsentText]):
    class Meta:
        model = ConsentText
        fields = ("kind", "version", "text_ru", "text_en")
        help_texts = {
            "version": _("For example a date: 2026-11-21. The till names the version a person agreed to."),
            "text_ru": _("Once published, the text cannot be changed: people have agreed to these very words."),
        }


class ConsentTextAdmin(StaffAdmin):
    form = ConsentTextForm
    list_display = ("kind", "version", "created_at")
    list_display_links = ("kind", "version")
    list_filter = ("kind",)
    ordering = ("kind", "-created_at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


site.register(ConsentText, ConsentTextAdmin)
