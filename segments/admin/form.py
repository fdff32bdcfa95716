"""The form of a segment: plain fields, and the rule in its editor."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty.admin.json_text import parse_json
from loyalty.admin.rule_widget import RuleWidget, show_in_place
from loyalty.rules.invalid import InvalidRule
from segments.admin.description import member_conditions
from segments.segment.format import Definition, parse_definition
from segments.segment.models import Segment
from segments.segment.save_segment import check_place

_SETS = (
    ("union", _("in at least one of them")), ("intersection", _("in each of them")),
    ("difference", _("in the first one and in none of the others")),
)  # fmt: skip


def _text(**attrs: str) -> forms.Widget:
    widget: forms.Widget = widgets.UnfoldAdminTextInputWidget(attrs=attrs)
    return widget


class SegmentForm(forms.Form):
    """`definition` is the parsed one once the form is valid, None for a list; `stored` goes into the database.
    `problems` of the rule have their place in it."""

    title_ru = forms.CharField(label=_("Name in Russian"), max_length=100, widget=_text())
    title_en = forms.CharField(label=_("Name in English"), max_length=100, widget=_text())
    code = forms.CharField(
        label=_("Code"), max_length=64, widget=_text(**{"data-code-of": "title_ru"}), validators=[validate_slug],
        help_text=_("Small Latin letters, digits and dashes; for ever."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=Segment.Kind.choices, widget=widgets.UnfoldAdminSelectWidget())
    rule = forms.CharField(
        label=_("Rule"), required=False,
        widget=RuleWidget(
            conditions=member_conditions, path="rule",
            empty=_("Nobody yet: add a condition that says who belongs to it."),
        ),
        help_text=_("Who belongs to it: conditions that hold together, any of them, or none."),
    )  # fmt: skip
    operation = forms.ChoiceField(
        label=_("Who"), required=False, choices=_SETS, widget=widgets.UnfoldAdminSelectWidget(),
        help_text=_("For a segment from other segments."),
    )  # fmt: skip
    segments = forms.CharField(
        label=_("Segments"),
        required=False,
        widget=_text(**{"data-picks": "segment"}),
        help_text=_("Two at least, in this order."),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2}))

    definition: Definition | None
    stored: Any

    def __init__(
        self, data: Any = None, *, segment: Segment | None = None, preset: dict[str, Any] | None = None
    ) -> None:
        """`segment` is the one being edited; `preset` are values to begin a new one with."""
        super().__init__(
            data, initial=_initial(segment) if segment else {"kind": Segment.Kind.DYNAMIC, **(preset or {})}
        )
        self.use_required_attribute = False
        self.problems: list[Mapping[str, str]] = []
        if segment is not None:
            self.fields["code"].disabled = self.fields["kind"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Judged by the parser of the language; what is wrong stands by its field, in words."""
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        field = "segments" if kind == Segment.Kind.SETS else "rule"
        try:
            self.stored = self._raw(kind, cleaned)
            self.definition = parse_definition(kind=str(kind), raw=self.stored, path=field)
            check_place(code=cleaned.get("code", ""), definition=self.definition, path=field)
        except json.JSONDecodeError as error:
            where = {"line": error.lineno, "column": error.colno}
            self.add_error(field, _("This is not JSON: line %(line)s, column %(column)s.") % where)
        except InvalidRule as wrong:
            self.add_error(field, str(wrong.detail))  # where it is, the editor shows
            self.problems = show_in_place(self.fields["rule"], wrong)
        except ValueError:
            self.add_error(field, _("This is not JSON."))
        return cleaned

    def _raw(self, kind: object, cleaned: dict[str, Any]) -> Any:
        if kind == Segment.Kind.STATIC:
            return None
        if kind == Segment.Kind.SETS:
            codes = [code.strip() for code in cleaned.get("segments", "").split(",") if code.strip()]
            return {cleaned.get("operation") or "union": codes}
        text = cleaned.get("rule", "").strip()
        return parse_json(text) if text else None


def _initial(segment: Segment) -> dict[str, Any]:
    found = {name: getattr(segment, name) for name in ("code", "title_ru", "title_en", "kind", "note")}
    if segment.kind == Segment.Kind.SETS and segment.definition:
        ((operation, codes),) = segment.definition.items()
        return {**found, "operation": operation, "segments": ", ".join(codes)}
    return {**found, "rule": written(segment.definition)}


def written(definition: Any) -> str:
    """A rule as the text of its field."""
    return json.dumps(definition, ensure_ascii=False, indent=2) if definition else ""
