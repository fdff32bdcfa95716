"""Stores what a segment is; a changed definition is asked of everybody anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal, Words
from loyalty.rules.invalid import at as step
from loyalty.rules.params import refuse
from loyalty.staff.models import User
from segments.check_references import check_references
from segments.segment.ask_anew import ask_anew
from segments.segment.format import DEEPEST, Definition, parse_definition
from segments.segment.guards import check_guards
from segments.segment.links import links, looks, with_those_above
from segments.segment.locks import lock_for_many
from segments.segment.models import Segment, SegmentState


class SegmentKindChanged(Refusal):
    code: ClassVar[str] = "segment_kind_changed"
    title: ClassVar[Words] = _("The kind of a segment is for ever")
    hint: ClassVar[Words] = _("Make another segment.")


def save_segment(
    *, code: str, title_ru: str, title_en: str, kind: str, definition: Any, author: User | None, at: datetime,
    note: str = "",
) -> Segment:  # fmt: skip
    """The segment of this code, new or changed; the same again changes nothing. Members are asked soon after, by a job,
    also about the segments that look at it.

    Raises InvalidRule, naming the place, SegmentKindChanged, and for an employee what `check_guards` raises.
    """
    parsed = parse_definition(kind=kind, raw=definition, path="definition")
    stored = parsed.stored if parsed else None
    with transaction.atomic():
        lock_for_many()  # no refresh goes on with the old definition, no two changes make a circle together
        depth = check_place(code=code, definition=parsed)
        segment, created = Segment.objects.get_or_create(
            code=code, defaults={"kind": kind, "definition": stored, "author": author, "depth": depth}
        )
        if segment.kind != kind:
            raise SegmentKindChanged(field="kind")
        changed = created or segment.definition != stored
        segment.title_ru, segment.title_en, segment.note = title_ru, title_en, note
        segment.definition, segment.depth = stored, depth
        segment.save(update_fields=["title_ru", "title_en", "note", "definition", "depth"])
        if changed and author is not None:  # a new one, too: a rule may name what is not there yet
            check_guards(code=code, author=author)
        if created:
            is_list = kind == Segment.Kind.STATIC
            SegmentState.objects.create(segment=segment, is_filled=is_list, due_at=None if is_list else at)
        elif changed:
            ask_anew(codes=with_those_above({code}, looks()), at=at)
        if changed:
            _deepen(segment.code)
    return segment


def check_place(*, code: str, definition: Definition | None, path: str = "definition") -> int:
    """How deep a segment with this definition, which stands at `path`, would be: 1 where it looks at no other. Raises
    InvalidRule for a segment or an analysis that is not there, a circle, and for more than three levels. A query; one
    more for the segments that a rule looks at, and one for its analyses."""
    looks_at = links()
    named = definition.named if definition else frozenset()
    if definition and definition.sets:
        path = step(path, definition.sets[0])
        if missing := sorted(named - looks_at.keys() - {code}):
            raise refuse(path, format_lazy(_("There is no segment {code}"), code=missing[0]))
    check_references(rule=definition.rule if definition else None, path=path, together={code})
    looks_at = {**looks_at, code: named}
    _below(code, looks_at, (), path)
    if max(_below(one, looks_at, (), path) for one in looks_at) > DEEPEST:
        text = _("Segments look at segments on at most {most} levels")
        raise refuse(path, format_lazy(text, most=DEEPEST))
    return _below(code, looks_at, (), "")


def _below(code: str, looks_at: Mapping[str, frozenset[str]], above: tuple[str, ...], path: str) -> int:
    if code in above:
        raise refuse(path, format_lazy(_("Segments look at each other in a circle: {codes}"),
                                       codes=" → ".join((*above, code))))  # fmt: skip
    return 1 + max((_below(one, looks_at, (*above, code), path) for one in looks_at[code]), default=0)


def _deepen(code: str) -> None:
    """Those that look at the changed one may be deeper now, or less deep."""
    looks_at = links()
    for segment in Segment.objects.all():
        depth = _below(segment.code, looks_at, (), "")
        if depth != segment.depth:
            Segment.objects.filter(pk=segment.pk).update(depth=depth)
