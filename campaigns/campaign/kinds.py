"""The events of campaigns; payloads carry `campaign` (the code) and `version`."""

from django.utils.translation import gettext_lazy as _

from loyalty.events.kinds import KINDS

CAMPAIGN_STARTED = "campaign.started"
CAMPAIGN_FINISHED = "campaign.finished"

KINDS.add(CAMPAIGN_STARTED, _("campaign started"))
KINDS.add(CAMPAIGN_FINISHED, _("campaign finished"))
