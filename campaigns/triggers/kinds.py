"""The public vocabulary of points for events."""

from django.utils.translation import gettext_lazy as _

from loyalty.events.kinds import KINDS

TRIGGER_GIVEN = "trigger.given"

KINDS.add(TRIGGER_GIVEN, _("points for an event given"))
