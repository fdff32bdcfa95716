"""The words of the editors' buttons and notes; their scripts have none of their own."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.refusals import Words

RULE_LABELS: dict[str, Words] = {
    "locale": _("en-GB"),
    "find": _("Find…"), "type_and_enter": _("Type and press Enter"), "as_typed": _("Take “{text}” as typed"),
    "nothing_found": _("Nothing found"), "type_more": _("There are more: type on"), "take_out": _("Remove: {name}"),
    "drop": _("Leave out: {name}"), "yes": _("yes"), "no": _("no"), "days": _("days"), "pieces": _("pcs or kg"),
    "as_json": _("This release has no form for it: it stays as it is written."),
    "all_goods": _("All goods. To narrow them, choose:"), "but_not": _("But not"),
    "add_but_not": _("Leave some out"), "step_from": pgettext_lazy("threshold", "From"),
    "step_value": _("Size"), "add_step": _("Add a step"), "part_count": _("Pieces"), "part_goods": _("Of these goods"),
    "add_part": _("Add a part"), "take_row_out": _("Remove this row"),
    "group": _("Group of conditions"), "unknown": _("Something this release does not know"),
    "add_condition": _("Condition"), "add_group": _("Group"), "add_effect": _("Discount, points or gift"),
    "find_kind": _("Find by a word: birthday, percent, stamp"), "close": _("Close"),
    "no_conditions": _("Nothing is asked: it is for everyone, every time."),
    "no_params": _("Nothing to fill in."), "join": _("Must hold:"), "join_all": _("all of this"),
    "join_any": _("any of this"), "join_none": _("none of this"),
    "move_up": _("Move up: {name}"), "move_down": _("Move down: {name}"), "copy": _("Duplicate: {name}"),
    "fold": _("Fold: {name}"), "unfold": _("Unfold: {name}"), "handle": _("Move with the arrows: {name}"),
    "handle_help": _(
        "Drag, or move with the arrow keys: up, down, left out of a group, right into one. Delete removes."
    ),
    "added": _("Added: {name}"), "copied": _("Duplicated: {name}"), "taken_out": _("Removed: {name}"),
    "moved": _("Moved: {name}, now number {place}"), "undo": _("Undo"), "undone": _("Undone"),
    "show_json": _("Show as JSON"), "show_editor": _("Show as a form"),
    "json_broken": _("This is not JSON of a rule: mend it first."),
}  # fmt: skip
