"""The form of a campaign: plain fields, and the rule, the effects and the budgets as JSON, which the builder edits."""

import json
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from campaigns.admin.words import place
from campaigns.builder.sketch import Problem, Sketch, sketch_of
from campaigns.campaign.format import dump_campaign
from campaigns.campaign.models import CampaignLane
from campaigns.campaign.save_draft import check_definition
from campaigns.engine.definition import Definition, OnReturn
from loyalty.admin.json_text import parse_json
from loyalty.admin.rule_names import with_names
from loyalty.rules.invalid import InvalidRule

_JSON = ("when", "effects", "budgets")
ON_RETURN = (
    (OnReturn.WHOLE.value, _("all of it, when everything has come back")),
    (OnReturn.PARTS.value, _("in the measure of the goods that come back")),
    (OnReturn.NOTHING.value, _("nothing: what is used stays used")),
)
_FLAGS = ("on_shelf", "uses_up", "only_free")
_EMPTY: dict[str, Any] = {"when": None, "effects": None, "budgets": []}
DRAFT = "this-campaign"  # the code of a campaign that has none yet, while it is tried


def _area(rows: int) -> forms.Widget:
    attrs = {"rows": rows, "spellcheck": "false", "style": "font-family: ui-monospace, monospace; font-size: 13px"}
    widget: forms.Widget = widgets.UnfoldAdminTextareaWidget(attrs=attrs)
    return widget


def _text() -> forms.Widget:
    widget: forms.Widget = widgets.UnfoldAdminTextInputWidget()
    return widget


def _instant() -> forms.Widget:
    widget: forms.Widget = widgets.UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"})
    return widget


class CampaignForm(forms.Form):
    """`definition` is the stored form once it is valid; `sketch` is there in any case."""

    code = forms.CharField(
        label=_("Code"), max_length=64, widget=_text(),
        help_text=_("Small Latin letters, digits and dashes; for ever."),
    )  # fmt: skip
    title_ru = forms.CharField(label=_("Name in Russian"), max_length=200, widget=_text())
    title_en = forms.CharField(label=_("Name in English"), max_length=200, widget=_text())
    lane = forms.ChoiceField(
        label=_("Lane"), widget=widgets.UnfoldAdminSelectWidget(),
        help_text=_("Campaigns compete inside a lane; what the lanes give adds up."),
    )  # fmt: skip
    starts_at = forms.DateTimeField(label=_("Starts"), required=False, widget=_instant())
    ends_at = forms.DateTimeField(label=_("Ends"), required=False, widget=_instant())
    when = forms.CharField(
        label=_("Conditions"), required=False, widget=_area(8),
        help_text=_("A rule such as {“all”: [{“age”: {“at_least”: 18}}]}. Empty: always."),
    )  # fmt: skip
    effects = forms.CharField(
        label=_("Effects"),
        widget=_area(8),
        help_text=_("A list such as [{“percent_off”: {“rate”: 1000}}]: ten percent, in hundredths of a percent."),
    )
    budgets = forms.CharField(
        label=_("Budgets and limits"),
        required=False,
        widget=_area(4),
        help_text=_("A list such as [{“metric”: “discount”, “limit”: 10000000}], in kopecks. Empty: none."),
    )
    priority = forms.IntegerField(
        label=_("Priority"), required=False, min_value=0, max_value=1_000, widget=_text(),
        help_text=_("From 0 to 1000. In a tie the higher wins."),
    )  # fmt: skip
    excludes = forms.CharField(
        label=_("Does not go with"), required=False, widget=_text(), help_text=_("Codes of campaigns, with commas.")
    )
    on_shelf = forms.BooleanField(
        label=_("Computed from shelf prices"), required=False, widget=widgets.UnfoldBooleanSwitchWidget()
    )
    uses_up = forms.BooleanField(
        label=_("Uses pieces up for other offers"), required=False, widget=widgets.UnfoldBooleanSwitchWidget()
    )
    only_free = forms.BooleanField(
        label=_("Looks only at pieces no offer has used up"), required=False,
        widget=widgets.UnfoldBooleanSwitchWidget(),
    )  # fmt: skip
    on_return = forms.ChoiceField(
        label=_("What a return gives back to budgets"), choices=ON_RETURN, initial=OnReturn.WHOLE.value, required=False,
        widget=widgets.UnfoldAdminSelectWidget(),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), required=False, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2}))

    definition: dict[str, Any]
    sketch: Sketch

    def __init__(self, data: Any = None, *, draft: dict[str, Any] | None = None, note: str = "") -> None:
        """`draft` is the stored form being edited, None for a new campaign."""
        self.raw = dict[str, Any]()
        super().__init__(data, initial={"uses_up": True, "lane": "goods"} if draft is None else _initial(draft, note))
        self.use_required_attribute = False
        lanes = self.fields["lane"]
        assert isinstance(lanes, forms.ChoiceField)
        lanes.choices = [(lane.code, lane.name) for lane in CampaignLane.objects.all()]
        if draft is not None:
            self.fields["code"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Judged by the parser of the language; what is wrong stands by its field, in words."""
        cleaned = super().clean() or {}
        raw = self.raw = self._raw(cleaned)
        self.sketch = self._sketch(raw)
        said_already = set(self.errors)
        for problem in self.sketch.problems:
            self._blame(problem, said_already)
        if self.errors:
            return cleaned
        self.definition = dump_campaign(check_definition(raw))
        return cleaned

    def _sketch(self, raw: dict[str, Any]) -> Sketch:
        return with_names(lambda: sketch_of(raw))

    def sketch_of_draft(self) -> Sketch:
        """The sketch of a form that nobody has sent yet."""
        return self._sketch(_EMPTY | self.initial.get("draft", {}))

    def to_try(self) -> Definition | None:
        """The campaign as it was sent, to be tried on a cart; None while it is not whole. What it is called makes no
        difference to a cart. Two queries, some more while the names are missing."""
        plain = {"code": DRAFT, "title": {language: gettext("this campaign") for language in ("ru", "en")}}
        raw = self.raw
        while True:
            try:
                return check_definition(raw)
            except InvalidRule as wrong:
                part = (wrong.field or "").partition(".")[0]
                if part not in plain:
                    return None
                raw = raw | {part: plain.pop(part)}

    def _raw(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The stored form as far as it is filled in."""
        raw = {name: self._json(name) for name in _JSON}
        codes = [code.strip() for code in cleaned.get("excludes", "").split(",") if code.strip()]
        raw |= {name: cleaned.get(name) for name in ("code", "lane", *_FLAGS)}
        return raw | {
            "title": {"ru": cleaned.get("title_ru", ""), "en": cleaned.get("title_en", "")},
            "excludes": codes, "priority": cleaned.get("priority") or 0, "budgets": raw["budgets"] or [],
            "on_return": cleaned.get("on_return") or None,
            "starts_at": _written(cleaned.get("starts_at")), "ends_at": _written(cleaned.get("ends_at")),
        }  # fmt: skip

    def _json(self, name: str) -> Any:
        text = (self.cleaned_data.get(name) or "").strip()
        try:
            return parse_json(text) if text else None
        except json.JSONDecodeError as error:
            where = _("This is not JSON: line %(line)s, column %(column)s.") % {
                "line": error.lineno,
                "column": error.colno,
            }
            self.add_error(name, where)
        except ValueError:
            self.add_error(name, _("This is not JSON."))
        return None

    def _blame(self, wrong: Problem, said_already: set[str]) -> None:
        path = wrong.path
        head = path.split(".")[0].split("[")[0]
        field = f"title_{path[-2:]}" if head == "title" and path != "title" else head
        if field in said_already:
            return
        where = "" if path in self.fields else f"{place(path)}: "
        self.add_error(field if field in self.fields else None, f"{where}{wrong.detail}")


def _initial(draft: dict[str, Any], note: str) -> dict[str, Any]:
    found = {name: draft.get(name) for name in ("code", "lane", "priority", "on_return", *_FLAGS)}
    title = draft.get("title", {})
    found |= {f"title_{language}": title.get(language, "") for language in ("ru", "en")}
    found |= {name: _shown(draft.get(name)) for name in _JSON}
    found |= {name: _local(draft.get(name)) for name in ("starts_at", "ends_at")}
    return {**found, "excludes": ", ".join(draft.get("excludes", [])), "note": note, "draft": draft}


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) if value else ""


def _local(text: str | None) -> str:
    return "" if not text else localtime(datetime.fromisoformat(text)).strftime("%Y-%m-%dT%H:%M")


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
