"""Segments in words."""

from django.utils.translation import gettext, ngettext

from loyalty import words
from loyalty.admin.rule_names import with_names
from loyalty.rules.invalid import InvalidRule
from loyalty.rules.params import days_words
from segments.rfm.models import RfmModel
from segments.segment.format import parse_definition
from segments.segment.models import Segment
from segments.segment.preview import Preview


def title_of(one: Segment | RfmModel) -> str:
    """What a segment or an analysis is called in the reader's language."""
    return one.title_ru if words.is_russian() else one.title_en


def measures_of(model: RfmModel) -> str:
    """What an analysis measures and over how long: recency, frequency, money."""
    measured = (model.get_recency_display(), model.get_frequency_display(), model.get_monetary_display())
    return gettext("{measured} in {days}").format(measured=", ".join(measured), days=days_words(model.days))


def said_of(segment: Segment) -> str | None:
    """The definition in words, with names; None for a list, and for one that this release does not understand."""
    try:
        definition = parse_definition(kind=segment.kind, raw=segment.definition)
    except InvalidRule:
        return None
    return with_names(definition.words) if definition else None


def count_words(found: Preview) -> str:
    """How many of how many, with “about” where it was reckoned."""
    if found.count is None:
        return gettext("Too many to count at once: the number comes after the segment is saved.")
    text = ngettext("{n} member of {all}", "{n} members of {all}", found.count)
    said = text.format(n=words.number(found.count), all=words.number(found.of))
    return said if found.exact else gettext("About {count}").format(count=said)
