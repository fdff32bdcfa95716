"""`/api/v1/campaigns…`"""

from django.urls import path, register_converter

from campaigns.api.campaigns import Campaigns, OneCampaign
from campaigns.api.moves import Archiving, Finishing, Pausing, Publishing, Resuming
from loyalty.api.kit.scalars import CAMPAIGN_CODE


class CodeInPath:
    """A campaign's code; what cannot be one is no address."""

    regex = CAMPAIGN_CODE

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeInPath, "campaign_code")

urlpatterns = [
    path("campaigns", Campaigns.as_view()),
    path("campaigns/<campaign_code:code>", OneCampaign.as_view()),
    path("campaigns/<campaign_code:code>/publish", Publishing.as_view()),
    path("campaigns/<campaign_code:code>/pause", Pausing.as_view()),
    path("campaigns/<campaign_code:code>/resume", Resuming.as_view()),
    path("campaigns/<campaign_code:code>/finish", Finishing.as_view()),
    path("campaigns/<campaign_code:code>/archive", Archiving.as_view()),
]
