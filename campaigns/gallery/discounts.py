"""Discounts and gifts: they cost money at once, so they come last."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.gallery.mechanic import Made, Mechanic, Question, add, campaign, definition, off_order
from loyalty.refusals import Words

_GOODS = Question(name="goods", kind="goods", label=_("On which goods"))
_ANY_GOODS = Question(name="goods", kind="goods", label=_("On which goods"), required=False)
_LEAST = Question(name="least", kind="roubles", label=_("For a purchase from"), default=100_000)


def _rate(default: int) -> Question:
    return Question(name="rate", kind="percent", label=_("What percent off"), default=default)


def _most(label: Words, default: int) -> Question:
    return Question(name="most", kind="number", label=label, default=default)


_SETS = _("At most so many times in a purchase")

add(Mechanic(
    code="happy-hours", is_discount=True, icon="schedule", title=_("Happy hours"),
    card=_("Cheaper in the hours when there are few customers."),
    receipt=((_("18:00 – 21:00"), "−20 %"),),
    questions=(
        Question(name="start", kind="time", label=pgettext_lazy("time", "From"), default="18:00"),
        Question(name="end", kind="time", label=pgettext_lazy("time", "To"), default="21:00"), _rate(2_000), _ANY_GOODS,
    ),
    make=lambda a: campaign(
        {"percent_off": {"rate": a["rate"], "goods": a["goods"]}}, lane="goods",
        when=[{"hours": {"start": a["start"], "end": a["end"]}}],
    ),
    example={"start": "10:00", "end": "21:00", "rate": 2_000, "goods": {}},
))  # fmt: skip
add(Mechanic(
    code="gift", is_discount=True, icon="redeem", title=_("Gift with purchase"),
    card=_("A product for nothing with a purchase from a sum."),
    receipt=((_("Purchase from 2 000 ₽"), ""), (_("A cup"), "0 ₽")),
    questions=(
        Question(name="least", kind="roubles", label=_("For a purchase from"), default=200_000),
        Question(name="product", kind="product", label=_("Which product is given")),
    ),
    make=lambda a: campaign(
        {"gift": {"skus": [a["product"]]}}, lane="gifts", when=[{"goods_total": {"at_least": a["least"]}}]
    ),
    example={"least": 60_000, "product": "CUP"},
))  # fmt: skip
add(Mechanic(
    code="buy-two-get-third", is_discount=True, icon="filter_3", title=_("Buy two, get the third"),
    card=_("Of every three, the cheapest is free."),
    receipt=((_("Two teas"), "400 ₽"), (_("The third"), "0 ₽")),
    questions=(
        _GOODS, Question(name="pieces", kind="number", label=_("Of every how many"), default=3), _most(_SETS, 2),
    ),
    make=lambda a: campaign(
        {"cheapest_of": {"pieces": a["pieces"], "goods": a["goods"], "at_most": a["most"]}}, lane="sets"
    ),
    example={"goods": {"categories": ["coffee"]}, "pieces": 3, "most": 2},
))  # fmt: skip
add(Mechanic(
    code="second-half-price", is_discount=True, icon="looks_two", title=_("The second one at −50 %"),
    card=_("Of every two, the cheaper one costs half."),
    receipt=((_("The first"), "300 ₽"), (_("The second"), "150 ₽")),
    questions=(_GOODS, _rate(5_000), _most(_SETS, 2)),
    make=lambda a: campaign(
        {"cheapest_of": {"pieces": 2, "rate": a["rate"], "goods": a["goods"], "at_most": a["most"]}}, lane="sets"
    ),
    example={"goods": {"categories": ["coffee"]}, "rate": 5_000, "most": 2},
))  # fmt: skip
add(Mechanic(
    code="bundle", is_discount=True, icon="lunch_dining", title=_("A bundle at one price"),
    card=_("Two things together cost less: a coffee and a croissant."),
    receipt=((_("Coffee + croissant"), "250 ₽"),),
    questions=(
        Question(name="goods", kind="goods", label=_("The first thing")),
        Question(name="others", kind="goods", label=_("The second thing")),
        Question(name="price", kind="roubles", label=_("Together for"), default=25_000), _most(_SETS, 3),
    ),
    make=lambda a: campaign(
        {"bundle_price": {
            "parts": [{"goods": a["goods"], "count": 1}, {"goods": a["others"], "count": 1}],
            "price": a["price"], "at_most": a["most"],
        }},
        lane="sets",
    ),
    example={"goods": {"categories": ["coffee"]}, "others": {"categories": ["bakery"]}, "price": 25_000, "most": 3},
))  # fmt: skip
add(Mechanic(
    code="threshold-steps", is_discount=True, icon="signal_cellular_alt", title=_("Threshold steps"),
    card=_("The larger the purchase, the larger the discount on all of it."),
    receipt=((_("Purchase from 5 000 ₽"), "−5 %"), (_("Purchase from 10 000 ₽"), "−10 %")),
    questions=(
        Question(name="steps", kind="steps", label=_("Steps"), default=((500_000, 500), (1_000_000, 1_000))),
        Question(name="most_off", kind="roubles", label=_("At most off a purchase"), default=300_000),
    ),
    make=lambda a: campaign(
        {"percent_off_order_by_steps": {
            "steps": [{"from": since, "value": value} for since, value in a["steps"]], "at_most": a["most_off"],
        }},
        lane="order",
    ),
    example={"steps": ((50_000, 500), (1_000_000, 1_000)), "most_off": 300_000},
))  # fmt: skip
add(Mechanic(
    code="free-delivery", is_discount=True, icon="local_shipping", title=_("Free delivery from a sum"),
    card=_("From a sum on, delivery costs nothing, up to what you can bear."),
    receipt=((_("Purchase from 1 500 ₽"), ""), (_("Delivery"), "0 ₽")),
    questions=(
        Question(name="least", kind="roubles", label=_("For a purchase from"), default=150_000),
        Question(name="most_off", kind="roubles", label=_("At most off the delivery"), default=30_000),
    ),
    make=lambda a: campaign(
        {"delivery_off": {"at_most": a["most_off"]}}, lane="delivery", when=[{"goods_total": {"at_least": a["least"]}}]
    ),
    example={"least": 50_000, "most_off": 30_000},
))  # fmt: skip
add(Mechanic(
    code="category-week", is_discount=True, icon="category", title=_("Category week"),
    card=_("One category is cheaper for a week; the next week it is another's turn."),
    receipt=((_("A week of cheese"), "−15 %"),),
    questions=(_GOODS, _rate(1_500)),
    make=lambda a: campaign({"percent_off": {"rate": a["rate"], "goods": a["goods"]}}, lane="goods"),
    example={"goods": {"categories": ["coffee"]}, "rate": 1_500},
))  # fmt: skip
add(Mechanic(
    code="new-customer", is_discount=True, icon="person_add", title=_("New-customer discount"),
    card=_("An amount off the first purchase; two tills cannot both give it."),
    receipt=((_("The first purchase from 1 000 ₽"), "−300 ₽"),),
    questions=(Question(name="amount", kind="roubles", label=_("How much off"), default=30_000), _LEAST),
    make=lambda a: campaign(
        {"amount_off_order": {"amount": a["amount"]}}, lane="order",
        when=[{"first_order": {}}, {"goods_total": {"at_least": a["least"]}}],
    ),
    example={"amount": 30_000, "least": 60_000},
))  # fmt: skip
add(Mechanic(
    code="promo-code", is_discount=True, icon="confirmation_number", title=_("Promo code"),
    card=_("One word for everybody, in a letter or from a blogger: whoever says it pays less."),
    receipt=((_("Code SPRING"), "−10 %"),),
    questions=(
        Question(name="word", kind="code", label=_("The code"), help=_("As people will say and type it: SPRING-2027.")),
        Question(name="off", kind="off", label=_("How much off"), default=("percent", 1_000)),
        _LEAST, Question(name="uses", kind="number", label=_("How many times in all"), default=100),
    ),
    make=lambda a: Made(
        campaigns=(("", definition(
            off_order(a["off"]), lane="order", when=[{"goods_total": {"at_least": a["least"]}}]
        )),),
        code_word=a["word"], uses=a["uses"],
    ),
    example={"word": "SPRING-2027", "off": ("percent", 1_000), "least": 60_000, "uses": 100},
))  # fmt: skip
