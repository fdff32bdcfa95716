"""The campaigns and the points for events that look at a segment, on its page."""

import json
from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext

from campaigns.campaign.models import Campaign
from loyalty.admin.site import site
from loyalty.rows import all_rows
from loyalty.words import is_russian
from segments.admin.uses import IN_RULE, USES, Use

_CAMPAIGNS = """
select c.id from campaigns_campaign c left join campaigns_campaignversion v on v.id = c.version_id
where c.state not in ('finished', 'archived')
  and (jsonb_path_exists(c.draft, %(path)s::jsonpath, %(code)s::jsonb)
    or jsonb_path_exists(v.definition, %(path)s::jsonpath, %(code)s::jsonb))
"""
_EVENTS = """
select t.id, t.title_ru, t.title_en
from campaigns_triggercampaign t join campaigns_triggerversion v on v.id = t.version_id
where t.is_on and (v.terms ->> 'segment' = %(code)s::jsonb ->> 'code'
    or jsonb_path_exists(v.terms, %(path)s::jsonpath, %(code)s::jsonb))
order by t.id
"""


def _uses(request: HttpRequest, code: str) -> Iterator[Use]:
    asked = {"path": IN_RULE, "code": json.dumps({"code": code})}
    if request.user.has_perm("campaigns.view_campaign"):
        ids = [row[0] for row in all_rows(_CAMPAIGNS, asked)]
        for one in Campaign.objects.filter(pk__in=ids).order_by("pk"):
            said = gettext("campaign “{name}”, {state}").format(name=one.name, state=one.get_state_display())
            yield Use(says=said, url=site.url_of("campaigns_campaign_change", one.pk))
    if request.user.has_perm("campaigns.view_triggercampaign"):
        for pk, title_ru, title_en in all_rows(_EVENTS, asked):
            said = gettext("points for an event “{name}”").format(name=title_ru if is_russian() else title_en)
            yield Use(says=said, url=site.url_of("campaigns_triggercampaign_change", pk))


USES.add("campaigns", _uses)
