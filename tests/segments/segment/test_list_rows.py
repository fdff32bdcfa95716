"""Members of a list from a file: tried, told, moved together, written down."""

import pytest

from loyalty.audit.models import AuditEvent
from loyalty.imports.advance_upload import advance_upload
from loyalty.imports.confirm_upload import confirm_upload
from loyalty.imports.models import Upload
from loyalty.imports.take_upload import take_upload
from loyalty.members.models import Member
from loyalty.rows import one_row
from segments.segment.models import MembershipEntry, Segment
from segments.segment.refresh_due import refresh_due
from tests.builders import NOON, a_member, a_user
from tests.loyalty.imports.uploads import a_csv, a_workbook, faults
from tests.segments.making import a_list, broken_memberships, filled, inside, told

pytestmark = pytest.mark.django_db


def brought(segment: Segment, content: bytes, *, enter: bool = True, load: bool = True) -> Upload:
    """A file for a list, checked, and loaded when told."""
    by = a_user(roles=("Marketer",)).pk
    target = {"segment": segment.pk, "enter": enter}
    pk = take_upload(kind="lists", name="friends.csv", content=content, by=by, at=NOON, target=target)
    advance_upload(upload_id=pk, at=NOON, going_on=lambda: True)
    if load:
        confirm_upload(upload_id=pk, by=by, at=NOON)
        advance_upload(upload_id=pk, at=NOON, going_on=lambda: True)
    return Upload.objects.get(pk=pk)


def test_members_named_in_any_way_are_put_on_the_list_once() -> None:
    # given members whom a file names by phone, card, e-mail, own id and number, one of them twice
    anna, boris = a_member(phone="+79161234567"), a_member(card="2200000000000001")
    vera, galina, dina = a_member(email="vera@example.com"), a_member(external="crm-7"), a_member()
    friends = a_list("friends")
    watching = filled("watching", {"in_segment": {"one_of": ["friends"]}})
    rows = ({"phone": "8 916 123-45-67"}, {"card": "2200 0000 0000 0001"}, {"email": "VERA@example.com"},
            {"external": "crm-7"}, {"number": str(dina), "phone": "+7 ••• 00"}, {"phone": "+79161234567"})  # fmt: skip

    # when it is only tried
    upload = brought(friends, a_csv(*rows), load=False)

    # then nobody moved, and the preview names people as others may see them
    assert inside("friends") == set()
    assert upload.counts["check"] == {"new": 5, "unchanged": 1}
    assert "1234567" not in str(upload.preview)

    # when it is loaded, and then once more
    upload = brought(friends, a_csv(*rows))
    again = brought(friends, a_csv(*rows))

    # then each has come once, because of the file, and whoever looks at the list follows
    everybody = {anna, boris, vera, galina, dina}
    assert inside("friends") == everybody
    assert upload.counts["load"] == {"new": 5, "unchanged": 1}
    assert again.counts["load"] == {"unchanged": 6}
    assert set(MembershipEntry.objects.filter(segment=friends).values_list("cause", flat=True)) == {
        f"import:{upload.pk}"
    }
    assert sorted(told("friends")) == sorted(("entered", one) for one in everybody)
    refresh_due(at=NOON)
    assert inside(watching.code) == everybody
    assert broken_memberships() == []

    # and the journal of the segment tells who brought the file
    act = AuditEvent.objects.filter(act="imported").order_by("pk")[0]
    assert (act.object_kind, act.object_id, act.after) == ("segment", str(friends.pk), {"rows": 6})


def test_what_is_wrong_with_a_row_is_told_and_stops_no_other() -> None:
    anna, boris = a_member(phone="+79161234567"), a_member(card="2200000000000001")
    gone = a_member()
    Member.objects.filter(pk=gone).update(state=Member.State.LEFT)
    friends = a_list("friends")
    columns = ("number", "phone", "card", "first_name")
    content = a_workbook(
        columns,
        ("", "не телефон", "", ""),
        ("", "", "", "Анна"),
        ("", "+79990000000", "", ""),
        ("", "+79161234567", "2200000000000001", ""),
        ("семь", "", "", ""),
        (str(gone), "", "", ""),
        ("", "", 2200000000000001, ""),
        (anna, "", "", ""),
    )
    upload = brought(friends, content)
    assert faults(upload, "load") == faults(upload) == [
        (2, "phone", "invalid_identity"), (3, "", "nobody_named"), (4, "phone", "unknown_member"),
        (5, "", "identity_conflict"), (6, "number", "bad_number"), (7, "number", "unknown_member"),
        (8, "card", "digits_lost"),
    ]  # fmt: skip
    assert inside("friends") == {anna}
    assert boris not in inside("friends")


def test_members_are_taken_off_by_a_file() -> None:
    anna, boris = a_member(phone="+79161234567"), a_member(card="2200000000000001")
    friends = a_list("friends")
    brought(friends, a_csv({"number": str(anna)}, {"number": str(boris)}))
    upload = brought(friends, a_csv({"phone": "+79161234567"}), enter=False)
    assert upload.counts["load"] == {"changed": 1}
    assert inside("friends") == {boris}
    assert told("friends", anna) == [("entered", anna), ("left", anna)]
    assert one_row("select size from segments_segmentstate where segment_id = %s", [friends.pk]) == (1,)
    assert broken_memberships() == []
