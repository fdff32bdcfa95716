"""The canaries: values nobody else has, planted through every door; where they sing, something leaks."""

import re
from collections.abc import Iterable

PHONE, EMAIL, CARD = "+79271234567", "canary.bird@example.com", "2200700012345678"
NAME, BIRTHDAY = "Канареев", "1987-06-05"
COUPON, PASSWORD, LOGIN = "SPRINGCANARY7", "canary-Passw0rd-77", "canary.login"
BURN_CODE = "736251"
STRANGERS_KEY = "CANARYKY.canarysecretcanarysecretcanary"

SONGS = ("9271234567", "canary.bird", CARD, NAME, BIRTHDAY, COUPON, PASSWORD, "canarysecret", "KANAREEV")


def heard(text: str, *, more: Iterable[str] = ()) -> list[str]:
    """Which canaries sing in the text; `more` are values made while the test ran: codes, keys, each as a whole word."""
    whole = [word for word in more if re.search(rf"(?<![\w.]){re.escape(word)}(?!\w)", text)]
    return [song for song in SONGS if song in text] + whole
