import msgspec

from loyalty.purchase.cart import Burn, Cart, CartLine, Delivery, cart_hash, said


class Today(msgspec.Struct):
    name: str
    lines: tuple[Burn, ...] = ()
    attributes: dict[str, str] = {}


class Tomorrow(Today):
    colour: str = "green"
    burn: Burn = Burn()


def test_a_field_that_a_later_release_adds_changes_nothing_for_those_who_do_not_send_it() -> None:
    lines = (Burn(), Burn(mode="max"))
    assert (
        said(Today("x", lines))
        == said(Tomorrow("x", lines, burn=Burn()))
        == b'{"lines":[{},{"mode":"max"}],"name":"x"}'
    )
    assert said(Tomorrow("x", lines, colour="red")) != said(Today("x", lines))
    assert said(Today("x", attributes={"b": "2", "a": "1"})) == b'{"attributes":{"a":"1","b":"2"},"name":"x"}'


def test_the_hash_that_orders_keep_is_for_ever() -> None:
    line = CartLine(line_id="1", sku="A-1", quantity_milli=2_000, price_kopecks=45_000, amount_kopecks=90_000)
    cart = Cart(member_id=7, lines=(line,), burn=Burn(mode="amount", points=300), delivery=Delivery(price_kopecks=0))
    assert cart_hash(cart).hex() == "12b9f10762a6b44852ef6324dc8384492024554b431dcf2af1e1a1705a035154"
    assert cart_hash(msgspec.structs.replace(cart, burn=Burn())) != cart_hash(cart)
