"""The words of messages and the subjects of letters, by template; `{names}` are filled by whoever sends."""

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Words

TEXTS: dict[str, Words] = {
    "sign_in_code": _("{code} is your code to sign in. It works for {minutes} minutes. Do not tell it to anybody."),
    "burn_code": _(
        "{code} is the code to pay with points. It works for {minutes} minutes. "
        "Tell it only to the cashier who serves you now."
    ),
    "campaign_unchecked": _(
        "{author} publishes the campaign “{title}”: {cost}. That is more than they start by themselves, and nobody "
        "else can check it. It starts on {start}. If it should not, stop it: {link}"
    ),
    "weekly_figures": _(
        "{week}: what changed more than it usually does from week to week, the most unusual first.\n\n{figures}\n\n"
        "Usual is the average change of the weeks before. All figures: {link}"
    ),
    "burning": _("The last day to use {points}: {day}. After it they burn.\n\nUnsubscribe: {unsubscribe}"),
}

SUBJECTS: dict[str, Words] = {
    "sign_in_code": _("Your code to sign in"),
    "burn_code": _("Your code to pay with points"),
    "campaign_unchecked": _("A campaign that nobody else can check"),
    "weekly_figures": _("The figures of the week"),
    "burning": _("Your points will burn soon"),
}
