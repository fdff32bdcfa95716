"""The editor of rules in any form."""

import json
import re

import pytest
from django.utils import translation

from loyalty.admin.rule_widget import RuleWidget, conditions_of
from segments.conditions.condition import MEMBER_CONDITIONS

pytestmark = pytest.mark.django_db


def test_a_form_gets_the_stored_rule_the_conditions_there_are_and_what_is_wrong() -> None:
    # given
    widget = RuleWidget(conditions=conditions_of(MEMBER_CONDITIONS), path="rule")
    widget.problems = [{"path": "rule.all[0].age", "detail": "</script>"}]
    # when
    with translation.override("ru"):
        page = widget.render("when", '{"all": []}', {"id": "id_when"})
    # then
    assert 'data-rule-editor="when-described"' in page
    assert 'data-rule-path="rule"' in page
    found = {
        name: json.loads(text)
        for name, text in re.findall(r'<script id="([\w-]+)" type="application/json">(.*?)</script>', page, re.DOTALL)
    }
    assert set(found["when-described"]["conditions"]["kinds"]) == {code for code, _kind in MEMBER_CONDITIONS}
    assert found["when-described"]["pickers"]["shop"]["url"] == "/admin/pick/shop/"
    assert found["when-described-problems"] == widget.problems
    assert 'type="module"' in str(widget.media)
