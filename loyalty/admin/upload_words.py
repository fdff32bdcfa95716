"""Why a row of an uploaded file was refused, and what to do, in people's words."""

import re
from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from loyalty.imports.columns import Column
from loyalty.imports.models import Upload

REASONS: Mapping[str, Promise] = {
    "missing_value": _("The cell is empty. Fill it in."),
    "too_long": _("The text is too long. Shorten it."),
    "bad_text": _("The text holds characters that cannot be stored. Type it again."),
    "wrong_number_of_fields": _(
        "The row has more or fewer cells than the header. Put texts with separators in quotes."
    ),
    "bad_number": _("This is not a number. Write it in digits, for example 1234.50."),
    "too_large": _("The number is too large. Check it."),
    "too_many_digits": _("Too many digits after the point. Round it."),
    "negative": _("The number is below zero. Write it without the minus."),
    "not_above_zero": _("The number must be above zero. Delete the row if there is nothing to bring."),
    "digits_lost": _("The spreadsheet has rounded this long number. Format the column as text and enter it again."),
    "bad_stamp": _("This is not a date. Write it as 2026-12-31 or 31.12.2026."),
    "bad_date": _("This is not a date. Write it as 2026-12-31 or 31.12.2026."),
    "bad_flag": _("Write 1 for yes or 0 for no."),
    "bad_attributes": _("Write properties as “name: value”, separated by semicolons."),
    "bad_member": _("This is not a number of the kind that “member_kind” names. Correct one of the two."),
    "in_future": _("The date is still to come. Correct it."),
    "expired_before": _("The points would have expired before they can be spent. Correct the date or delete the row."),
    "unknown_unit": _("There is no such kind of points. Take the code from Settings, Kinds of points."),
    "unknown_member": _("There is no such member. Load the members first, or correct the number."),
    "opening_differs": _(
        "This balance was loaded before with other points. "
        "Correct the member's points by hand, or give another reference."
    ),
    "invalid_identity": _("This is not a phone, an e-mail or a card. Check it."),
    "identity_conflict": _("These contacts belong to different members. Leave the one that is right."),
    "contact_not_verified": _(
        "The member is known by another contact. A new phone or e-mail is added by its owner, who signs in with it."
    ),
    "nobody_named": _(
        "The row names nobody. Fill in a phone, an e-mail, a card, an external id or the member's number."
    ),
    "member_has_left": _("The person has left the programme. They return by agreeing to its rules."),
    "unknown_consent": _("There is no such version of the consent text. Publish it first, or correct the version."),
    "invalid_birthday": _("This cannot be a birthday. Check the year."),
    "unknown_language": _("Write ru or en."),
    "unknown_gender": _("Only f and m are kept here. Write one of them, or leave it empty."),
    "invalid_text": _("The text is too long or holds characters that cannot be stored. Type it again."),
    "reach_above_limit": _(
        "A campaign that your role could not start depends on this. Ask a colleague who may start it to load this row, "
        "or have the campaign given a budget."
    ),
    "unexpected": _("The row could not be loaded, and the reason is in the log. Load the file once more."),
}
OUTCOMES: Mapping[str, tuple[Promise, str]] = {  # words and tone, in the order people read them
    "new": (_("new"), "good"),
    "changed": (_("changed"), "info"),
    "unchanged": (_("unchanged"), ""),
    "refused": (_("rejected"), "bad"),
}
TONES: Mapping[str, str] = {
    Upload.State.CHECKING: "info",
    Upload.State.CHECKED: "warn",
    Upload.State.LOADING: "info",
    Upload.State.STOPPED: "warn",
    Upload.State.DONE: "good",
    Upload.State.FAILED: "bad",
}
FIELDS: Mapping[str, Promise] = {
    "name": _("Name"),
    "category_id": _("Category"),
    "brand": _("Brand"),
    "cost_kopecks": _("Cost"),
    "min_price_kopecks": _("Minimum price"),
    "is_weighed": _("Sold by weight"),
    "attributes": _("Attributes"),
    "on_list": _("On the list"),
}


def reason_of(code: str) -> str:
    """The sentence for a code of a refused row."""
    return str(REASONS.get(code, code))


def columns_in_words(columns: Sequence[Column]) -> list[tuple[str, bool, SafeString]]:
    """(name, whether it is required, what it means) with what is to be typed set apart."""
    return [(column.name, column.required, _marked(str(column.meaning))) for column in columns]


def _marked(text: str) -> SafeString:
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))
