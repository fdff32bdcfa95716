"""The editor of rules for any form: a text area with the stored form, which scripts turn into nested cards."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from loyalty.admin.description import common_described, kinds_described
from loyalty.admin.pickers import PICKERS
from loyalty.admin.site import site
from loyalty.refusals import Words
from loyalty.rules.invalid import InvalidRule
from loyalty.rules.kind import Condition

Problems = Iterable[Mapping[str, str]]  # `path` and `detail`, as InvalidRule has them


class RuleWidget(forms.Textarea):
    """`conditions` describes what may be asked (`kinds_described`); it is called at each rendering, for the language.
    `path` is where the rule stands in what is stored, and begins the paths of `problems`, which a form may set to have
    mistakes shown at their place. `empty` says what a rule without conditions means, where that is not “for everyone”.
    Without scripts it stays a text area."""

    class Media:
        css = {"all": ("campaigns/builder/builder.css",)}
        js = (Script("campaigns/builder/rule.js", type="module"),)

    def __init__(self, *, conditions: Callable[[], dict[str, Any]], path: str, empty: Words = "") -> None:
        super().__init__(attrs={"rows": 8, "spellcheck": "false", "class": "b-input b-code", "data-rule-path": path})
        self.conditions, self.empty, self.problems = conditions, empty, list[Mapping[str, str]]()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        described = f"{name}-described"
        area = super().render(name, value, {**(attrs or {}), "data-rule-editor": described}, renderer)
        data = {
            **common_described(), "conditions": self.conditions(),
            "pickers": {what: {"url": site.url_of("pick", what), "free": one.free} for what, one in PICKERS},
        }  # fmt: skip
        if self.empty:
            data["labels"]["no_conditions"] = str(self.empty)
        scripts = json_script(data, described) + json_script(self.problems, f"{described}-problems")
        return format_html('<div class="b-editor" data-builder>{}{}</div>', area, scripts)


def show_in_place(field: forms.Field, wrong: InvalidRule) -> list[Mapping[str, str]]:
    """Have the editor of a field with a RuleWidget show the mistake at its condition; gives what it is told."""
    assert isinstance(field.widget, RuleWidget)
    field.widget.problems = [{"path": wrong.field or "", "detail": str(wrong.detail)}]
    return field.widget.problems


def conditions_of(kinds: Iterable[tuple[str, type[Condition]]]) -> Callable[[], dict[str, Any]]:
    """A description of registered conditions in one section, called by their sentences."""
    return lambda: kinds_described(kinds, sections=[], titles={})
