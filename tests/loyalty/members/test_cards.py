from loyalty.members.cards import card_of
from loyalty.members.models import Identity
from loyalty.members.seal import blind_index
from tests.cast import ANNA_CARD, Cast


def test_a_member_is_shown_the_newest_card(cast: Cast) -> None:
    assert card_of(member_id=cast.anna) == ANNA_CARD
    Identity.objects.create(
        member_id=cast.anna, kind="card", value="NEW1", masked="*** W1", index=blind_index(kind="card", normal="NEW1")
    )
    assert card_of(member_id=cast.anna) == "NEW1"


def test_without_a_card_there_is_none(cast: Cast) -> None:
    assert card_of(member_id=cast.boris) is None
