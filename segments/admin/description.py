"""The conditions about members as the editor of rules shows them: what menus call them, and in which sections."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.admin.description import Section, kinds_described
from loyalty.refusals import Words
from segments.conditions.condition import MEMBER_CONDITIONS

MEMBER_TITLES: dict[str, Words] = {
    "spent": _("Has spent so much lately"), "orders": _("Has made so many purchases lately"),
    "bought_quantity": _("Has bought so many pieces lately"), "bought": _("Has bought goods or never"),
    "days_since_order": _("Days since the last purchase"), "average_order": _("Average purchase"),
    "share_of_spending": _("Share of spending"), "order_number": _("Number of the purchase"),
    "first_order": _("First purchase"), "age": _("Age"), "gender": _("Gender"), "city": _("City"),
    "language": _("Language"), "joined_from": _("Where the member joined from"),
    "joined_in": _("Shop where the member joined"), "member_days": _("Days since joining: new or old hands"),
    "attribute": _("Attribute of the member"), "birthday": _("Birthday"),
    "anniversary": _("Anniversary of joining"), "balance": _("Points the member has"),
    "burning": _("Points that burn soon"), "tier": _("Tier"),
    "in_segment": _("In a segment or not"), "rfm": _("Cell of an RFM analysis"),
    "discount_share": _("Share bought with discounts"), "invited": _("Came by an invitation"),
    "friends_brought": _("Friends brought"),
}  # fmt: skip


def member_sections() -> list[Section]:
    """What the member has bought, and the rest."""
    member = {code: kind.__module__.rpartition(".")[2] for code, kind in MEMBER_CONDITIONS}
    of_history = [code for code, module in member.items() if module == "history"]
    return [
        (_("What the member has bought"), of_history),
        (_("The member"), [code for code in member if code not in of_history]),
    ]


def member_conditions() -> dict[str, Any]:
    """In the active language, for a `RuleWidget`."""
    return kinds_described(MEMBER_CONDITIONS, sections=member_sections(), titles=MEMBER_TITLES)
