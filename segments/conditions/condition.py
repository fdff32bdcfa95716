"""The conditions about members: each has one meaning in two renderings, at the till and in SQL."""

from django.utils.translation import gettext_lazy as _

from loyalty.rules.kind import Condition, Kinds

MEMBER_CONDITIONS: Kinds[Condition] = Kinds(
    "conditions about members",
    unknown=_("Nothing about a member has the code {code}: what is in a cart is known only at the till"),
)
