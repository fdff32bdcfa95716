"""A field of one thing that is found by its name and stored by its code, among as many as there are."""

from typing import Any

from django.forms.widgets import Script
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from unfold import widgets

from loyalty.admin.editor_labels import RULE_LABELS
from loyalty.admin.site import site
from loyalty.refusals import Words

_LABELS = ("nothing_found", "type_more", "take_out")


class PickedWidget(widgets.UnfoldAdminTextInputWidget):  # type: ignore[misc]
    """`picks` is a word of PICKERS, `find` what stands in the field while nothing is chosen. Without scripts it stays a
    field for the code."""

    class Media:
        css = {"all": ("campaigns/builder/builder.css",)}
        js = (Script("campaigns/builder/picked.js", type="module"),)

    def __init__(self, *, picks: str, find: Words) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.picks, self.find = picks, find

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        described = f"{name}-picks"
        attrs = {**(attrs or {}), "data-picked": described}
        data = {
            "what": self.picks, "source": {"url": site.url_of("pick", self.picks), "free": False},
            "labels": {"find": str(self.find), **{code: str(RULE_LABELS[code]) for code in _LABELS}},
        }  # fmt: skip
        return format_html("{}{}", super().render(name, value, attrs, renderer), json_script(data, described))
