"""The words of the builder's buttons and notes."""

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Words

LABELS: dict[str, Words] = {
    "which_days": _("On which days of the week?"), "which_hours": _("At which hours?"),
    "hours_help": _("By the clock of the shop. Nothing chosen: every day, around the clock."),
    "schedule_in_rule": _("Days and hours are among the conditions below."),
    "at_most": _("At most"), "limit": _("How much at most"), "what_is_counted": _("What is counted"),
    "period": _("Period"), "for_whom": _("For whom"), "trim": _("Make the last benefit smaller so that it fits"),
    "many_tills": _("For many tills at once"), "shards": _("Split into so many counters"),
    "shards_help": _("A campaign that dozens of tills use every second counts faster when it is split."),
    "add_budget": _("Budget for discounts"), "add_points_budget": _("Budget for points"),
    "add_whole_budget": _("Budget for discounts and points"), "add_gift_budget": _("How many times a month"),
    "add_member_limit": _("Limit for a member"),
    "add_other_limit": _("Another limit"),
    "no_budgets": _("No limits: the campaign may cost whatever customers make of it."),
    "unsaved_found": _("There are changes of {at} that were not saved."), "unsaved_restore": _("Bring them back"),
    "unsaved_drop": _("Forget them"), "unsaved_restored": _("The changes are back. They are not saved yet."),
    "try_empty": _("Put goods into the cart to see what they will cost."),
    "try_line": _("Goods"), "try_price": _("Price, ₽"), "try_quantity": _("Quantity"),
    "try_add_line": _("Add goods"), "try_drop_line": _("Take the goods out"), "try_shop": _("Shop"),
    "try_at": _("Day and time"), "try_channel": _("Where"), "try_who": _("Who buys"),
    "try_guest": _("a guest"), "try_member": _("a member"), "try_described": _("describe a member"),
    "try_find_member": _("Phone, card or name"), "try_coupons": _("Promo codes"), "try_burn": _("Pays with points"),
    "try_payment": _("Payment"), "try_delivery": _("Delivery, ₽"), "try_more": _("Codes, payment, delivery"),
    "try_to_pay": _("To pay"), "try_benefit": _("Benefit"), "try_same": _("The same as now without this campaign."),
    "try_before": _("Now, without this campaign: {said}"), "try_applied": _("Applied"),
    "try_not_applied": _("Did not apply"), "try_not_applied_others": _("Others that did not apply"),
    "try_this": _("this campaign"), "try_nothing": _("Nothing applied."),
    "try_no_facts": _("The campaign asks nothing of the member."),
    "try_failed": _("The server did not answer: try again."),
    "examples": _("Examples"), "example_keep": _("Keep as an example"), "example_name": _("Name of the example"),
    "example_drop": _("Forget the example: {name}"), "example_open": _("Open: {name}"),
    "example_accept": _("That is right now"), "example_holds": _("as expected"),
    "example_differs": _("expected {expected}, now {now}"),
    "example_none": _(
        "A kept cart is tried again at every change, and you see at once what has become different."
    ),
    "example_save_first": _("Save the draft first: examples belong to a campaign."),
}  # fmt: skip
