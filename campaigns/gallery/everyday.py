"""Everyday mechanics: points and attention, which cost less than discounts and bring people back."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.gallery.mechanic import Answers, Made, Mechanic, Question, add, campaign, definition, off_order
from loyalty.money import BASIS_POINTS, BONUS

STAMP = "STAMP"
_GOODS = Question(name="goods", kind="goods", label=_("On which goods"), required=False)
_TIMES = Question(name="times", kind="number", label=_("How many times the usual points"), default=2)
_DAY = Question(name="day", kind="weekday", label=_("On which day"), default="2")


def _points(default: int) -> Question:
    return Question(name="points", kind="points", label=_("How many points"), default=default)


def _percent(default: int) -> Question:
    return Question(name="rate", kind="percent", label=_("What percent comes back in points"), default=default)


def _event(event: str, points: int, times: int | None = None, period: str = "all") -> Made:
    limit = None if times is None else {"limit": times, "period": period}
    return Made(event={"event": event, "points": points, "unit": BONUS, "per_member": limit})


def _steps(steps: tuple[tuple[int, int], ...]) -> list[dict[str, int]]:
    return [{"from": since, "value": value} for since, value in steps]


def _multiplied(times: int, goods: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"multiply_points": {"rate": times * BASIS_POINTS, "goods": goods or {}}}


def _invitations(a: Answers) -> Made:
    terms = {"points": a["points"], "wait_days": a["days"], "per_member": {"limit": a["times"], "period": "month"}}
    how, size = a["benefit"]
    if how == "points":
        event = {"event": "member.invited", "points": size, "unit": BONUS}
        return Made(invitations=terms, event=event)
    gift = definition(off_order(a["benefit"]), lane="order", when=[{"invited": {}}, {"first_order": {}}])
    return Made(invitations=terms, campaigns=((_("the friend’s first purchase"), gift),))


add(Mechanic(
    code="welcome-points", icon="waving_hand", title=_("Welcome points"),
    card=_("Points for joining, so that there is a reason to come again."),
    receipt=((_("Joining"), _("+200 points")),),
    questions=(_points(200),),
    make=lambda a: _event("member.joined", a["points"], 1), example={"points": 200},
))  # fmt: skip
add(Mechanic(
    code="cashback", icon="savings", title=_("Cashback 5 %"),
    card=_("A part of every purchase comes back in points, on top of the programme's own."),
    receipt=((_("Purchase"), "1 000 ₽"), (_("Comes back"), _("+50 points"))),
    questions=(_percent(500), _GOODS),
    make=lambda a: campaign({"points_percent": {"rate": a["rate"], "goods": a["goods"]}}, lane="points"),
    example={"rate": 500, "goods": {}},
))  # fmt: skip
add(Mechanic(
    code="progressive-cashback", icon="stairs", title=_("Progressive cashback"),
    card=_("The larger the purchase, the larger the part that comes back in points."),
    receipt=((_("Purchase from 0 ₽"), "3 %"), (_("Purchase from 3 000 ₽"), "7 %")),
    questions=(
        Question(name="steps", kind="steps", label=_("Steps"), default=((0, 300), (300_000, 700))), _GOODS,
    ),
    make=lambda a: campaign(
        {"points_percent_by_steps": {"steps": _steps(a["steps"]), "goods": a["goods"]}}, lane="points"
    ),
    example={"steps": ((0, 300), (50_000, 700)), "goods": {}},
))  # fmt: skip
add(Mechanic(
    code="double-points", icon="event_repeat", title=_("Double points on Tuesdays"),
    card=_("On one day of the week a purchase earns several times the usual points."),
    receipt=((_("Tuesday"), "×2"),),
    questions=(_DAY, _TIMES, _GOODS),
    make=lambda a: campaign(
        _multiplied(a["times"], a["goods"]), lane="points", when=[{"weekday": {"days": [a["day"]]}}]
    ),
    example={"day": "6", "times": 2, "goods": {}},
))  # fmt: skip
add(Mechanic(
    code="sixth-free", icon="local_cafe", title=_("The sixth coffee is free"),
    card=_("A stamp for every cup; when there are enough, the next one costs nothing."),
    receipt=((_("Five coffees"), _("5 stamps")), (_("The sixth"), "0 ₽")),
    questions=(
        Question(name="goods", kind="goods", label=_("Which goods give a stamp and are given")),
        Question(name="stamps", kind="number", label=_("How many stamps for a free one"), default=5),
        Question(name="most", kind="number", label=_("At most so many free ones in a purchase"), default=1),
    ),
    make=lambda a: Made(campaigns=(
        (_("a free one for stamps"), definition(
            {"pieces_for_units": {"unit": STAMP, "points": a["stamps"], "goods": a["goods"], "at_most": a["most"]}},
            lane="special",
        )),
        (_("stamps"), definition(
            {"points_per_item": {"points": 1, "unit": STAMP, "goods": a["goods"]}}, lane="points", only_free=True
        )),
    )),
    example={"goods": {"categories": ["coffee"]}, "stamps": 5, "most": 1},
))  # fmt: skip
add(Mechanic(
    code="birthday-gift", icon="cake", title=_("A birthday gift"),
    card=_("Points on the birthday, once a year, to everyone whose date is known."),
    receipt=((_("Birthday"), _("+500 points")),),
    questions=(_points(500),),
    make=lambda a: _event("member.birthday", a["points"], 1, "year"), example={"points": 500},
))  # fmt: skip
add(Mechanic(
    code="review-points", icon="rate_review", title=_("Points for a review"),
    card=_("The site or the app tells of a review, and points come; no more often than you say."),
    receipt=((_("A review"), _("+50 points")),),
    questions=(
        Question(name="event", kind="word", label=_("The shops’ word for it"), default="review"), _points(50),
        Question(name="times", kind="number", label=_("At most so many times a month"), default=2),
    ),
    make=lambda a: _event(f"shop.{a['event']}", a["points"], a["times"], "month"),
    example={"event": "review", "points": 50, "times": 2},
))  # fmt: skip
add(Mechanic(
    code="invite-friend", icon="group_add", title=pgettext_lazy("mechanic", "Invite a friend"),
    card=_("A friend gets a benefit at once; whoever invited gets points when the purchase was kept."),
    receipt=((_("The friend’s first purchase"), "−300 ₽"), (_("To you"), _("+300 points"))),
    questions=(
        Question(name="points", kind="points", label=_("How many points to whoever invites"), default=300),
        Question(name="benefit", kind="benefit", label=_("What the friend gets"), default=("roubles", 30_000),
                 help=_("Off the first purchase, or points at once.")),
        Question(name="days", kind="number", label=_("How many days to wait after the purchase"), default=14,
                 help=_("So long goods may come back: what came back is not rewarded.")),
        Question(name="times", kind="number", label=_("Rewards to one member a month at most"), default=5),
    ),
    make=_invitations,
    example={"points": 300, "benefit": ("roubles", 30_000), "days": 14, "times": 5},
))  # fmt: skip
add(Mechanic(
    code="comeback", icon="undo", title=_("Comeback after 60 days"),
    card=_("Extra points for the first purchase after a long silence."),
    receipt=((_("Silent for 60 days"), ""), (_("Purchase from 500 ₽"), _("+150 points"))),
    questions=(
        Question(name="days", kind="number", label=_("After how many silent days"), default=60), _points(150),
        Question(name="least", kind="roubles", label=_("For a purchase from"), default=50_000),
    ),
    make=lambda a: campaign(
        {"extra_points": {"points": a["points"]}}, lane="points",
        when=[{"days_since_order": {"at_least": a["days"]}}, {"goods_total": {"at_least": a["least"]}}],
    ),
    example={"days": 60, "points": 150, "least": 50_000},
))  # fmt: skip
add(Mechanic(
    code="favourite-brand", icon="favorite", title=_("Favourite brand"),
    card=_("More points for the brand on which this very member spends most."),
    receipt=((_("Your favourite brand"), "+7 %"),),
    questions=(_percent(700),),
    make=lambda a: campaign(
        {"points_percent": {"rate": a["rate"], "goods": {"relative": "favourite_brand"}}}, lane="points"
    ),
    example={"rate": 700},
))  # fmt: skip
add(Mechanic(
    code="try-new", icon="explore", title=_("Try something new"),
    card=_("Points for goods of a category the member never bought: the basket grows wider."),
    receipt=((_("A new category"), "+10 %"),),
    questions=(_percent(1_000),),
    make=lambda a: campaign(
        {"points_percent": {"rate": a["rate"], "goods": {"relative": "new_category"}}}, lane="points",
        when=[{"order_number": {"at_least": 2}}],
    ),
    example={"rate": 1_000},
))  # fmt: skip
add(Mechanic(
    code="quiet-day", icon="nights_stay", title=_("Quiet-day multiplier"),
    card=_("On a quiet day, in quiet hours, points are multiplied and the shop is fuller."),
    receipt=((_("Monday, 14:00 – 17:00"), "×3"),),
    questions=(
        Question(name="day", kind="weekday", label=_("On which day"), default="1"),
        Question(name="start", kind="time", label=pgettext_lazy("time", "From"), default="14:00"),
        Question(name="end", kind="time", label=pgettext_lazy("time", "To"), default="17:00"),
        Question(name="times", kind="number", label=_("How many times the usual points"), default=3),
    ),
    make=lambda a: campaign(
        _multiplied(a["times"]), lane="points",
        when=[{"weekday": {"days": [a["day"]]}}, {"hours": {"start": a["start"], "end": a["end"]}}],
    ),
    example={"day": "6", "start": "10:00", "end": "17:00", "times": 3},
))  # fmt: skip
add(Mechanic(
    code="high-margin", icon="trending_up", title=_("Points for high-margin goods"),
    card=_("Generous points where you can afford them: on goods with a good margin."),
    receipt=((_("Pastry"), "+15 %"),),
    questions=(_percent(1_500), Question(name="goods", kind="goods", label=_("On which goods"))),
    make=lambda a: campaign({"points_percent": {"rate": a["rate"], "goods": a["goods"]}}, lane="points"),
    example={"rate": 1_500, "goods": {"categories": ["coffee"]}},
))  # fmt: skip
