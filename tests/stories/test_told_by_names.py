"""What a till is told of a campaign calls things by their names; a rename breaks no promise and rewrites no past."""

from typing import Any

from campaigns.campaign.rulesets import forget_rulesets
from loyalty.catalogue.models import Category
from loyalty.ledger.models import Unit
from tests.campaigns.running import a_campaign, with_stamps
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import COFFEE, Till


def test_stamps_for_coffee_are_told_in_words(cast: Cast) -> None:
    # given a stamp for each coffee, five more from 3 000 roubles of coffee on, a cup for six, and a cart of one coffee
    with_stamps(cast.anna, 1)
    coffee = Category.objects.create(code="Grocery/Coffee", name="Кофе")
    goods = {"categories": [coffee.code]}
    a_campaign("coffee", {"points_per_item": {"points": 1, "unit": "STAMP", "goods": goods}}, lane="points")
    much = {"goods_total": {"goods": goods, "at_least": 300_000}}
    a_campaign("much", {"extra_points": {"points": 5, "unit": "STAMP"}}, lane="points", when={"all": [much]})
    a_campaign("cup", {"pieces_for_units": {"points": 6, "unit": "STAMP", "goods": goods}}, lane="gifts")
    till, english = Till(cast.key), Till(cast.key, language="en")
    cart: dict[str, Any] = {
        "member": {"kind": "card", "value": ANNA_CARD},
        "lines": [{**COFFEE, "quantity": "1", "category": coffee.code}],
    }

    def told(answer: dict[str, Any]) -> list[str]:
        return [one["text"] for one in (*answer["applied"], *answer["not_applied"])]

    # when
    quote = till.post("quotes", {"cart_id": "1", **cart}).json
    # then
    assert told(quote) == [
        "Акция coffee: 1\xa0штамп за каждую штуку (товары категории «Кофе»)",
        "Акция cup: в корзине нет ничего подходящего",
        "Акция much: не хватает 2\xa0550\xa0₽: товары категории «Кофе» до скидок: не меньше 3\xa0000\xa0₽",
    ]
    in_english = told(english.post("quotes", {"cart_id": "1", **cart}).json)
    assert in_english[0] == "Campaign coffee: 1\xa0stamp for each of goods of the category “Кофе”"
    assert quote["applied"][0]["campaign"] == "coffee"
    # when both are renamed, and another process, which knows nothing of the old names, takes the order
    first = till.order("R-1", **cart).json
    Category.objects.update(name="Кофе и какао")
    Unit.objects.filter(code="STAMP").update(forms_ru="марка|марки|марок")
    forget_rulesets()
    second = till.order("R-2", quote=quote["quote"], **cart)
    # then the price holds, in today's words; the order before keeps those of its day
    assert second.status == 201
    assert second.json["totals"] == quote["totals"]
    assert told(second.json)[0] == "Акция coffee: 1\xa0марка за каждую штуку (товары категории «Кофе и какао»)"
    assert told(till.get("orders/R-1").json)[0] == told(first)[0] == told(quote)[0]
    assert any("1\xa0штамп за" in step["text"] for step in till.get("orders/R-1/explain").json["steps"])
