from loyalty.shops.group import shop_in_group
from tests.builders import a_shop
from tests.cast import Cast


def test_a_shop_is_found_in_its_group_alone(cast: Cast) -> None:
    neighbour = a_shop("lesnaya-2", group=cast.lesnaya.group)

    assert shop_in_group(code="lesnaya-2", group_id=cast.lesnaya.group_id) == neighbour.pk
    assert shop_in_group(code="lesnaya-2", group_id=cast.other_shop.group_id) is None
    assert shop_in_group(code="nowhere", group_id=cast.lesnaya.group_id) is None
    assert shop_in_group(code="lesnaya-2", group_id=None) is None
