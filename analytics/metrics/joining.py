"""What members bought before they joined and after."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import OWN_ORDERS, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build

_DAYS = 90


class _Joining(Metric):
    """Equal windows of 90 days on both sides of the day of joining, which is in neither: it has the order they joined
    with. Only of members with an order in the window before, which a history that was brought in or receipts that were
    claimed later tell of, and only where orders are known from the whole of that window."""

    subject = Subject.MEMBER
    is_ratio = True
    over_periods = _("Everybody is in the period in which their 90 days after joining are over, and in no other.")
    keys = _("When")
    key_titles = {"before": _("In 90 days before joining"), "after": _("In 90 days after joining")}
    traps = (
        _(
            "Only members who bought in the 90 days before they joined are in it. Having bought then is how they were"
            " chosen, so what follows tends to be less: the difference is not what the programme does."
        ),
        _("The day of joining is in neither window."),
        OWN_ORDERS,
    )

    def _shaped(self, build: "Build", found: "Table", numerator: str, denominator: str = "") -> "Table":
        """Both keys: columns of `_windows` whose names go on with the key; no denominator is one each."""
        before, after = (
            build.shaped(
                found, key=when, subject=found.member_id, numerator=found[f"{numerator}_{when}"],
                denominator=found[f"{denominator}_{when}"] if denominator else 1,
            )
            for when in ("before", "after")
        )  # fmt: skip
        return before.union(after)

    def _windows(self, build: "Build") -> "Table":
        """`orders_` and `paid_` of both windows of each member."""
        from analytics.metrics.build import days_after

        sales, members = build.fact("sales"), build.fact("members")
        known = sales.agg(known_since=sales.day.min())
        over = members.select("member_id", "joined", over=days_after(members.joined, _DAYS))
        due = build.in_periods(over, "over").cross_join(known)
        due = due.filter(due.known_since <= days_after(due.joined, -_DAYS))
        found = due.join(sales.select("member_id", "shop_id", "day", "paid"), "member_id")
        is_in = {
            "before": (found.day < found.joined) & (found.day >= days_after(found.joined, -_DAYS)),
            "after": (found.day > found.joined) & (found.day <= found.over),
        }
        sums = {}
        for when, is_there in is_in.items():
            sums[f"orders_{when}"] = is_there.sum().cast("int64")
            sums[f"paid_{when}"] = is_there.ifelse(found.paid, 0).sum().cast("int64")
        in_shops = found.group_by(["kind", "starts", "member_id", "shop_id"]).agg(**sums)
        rows = build.by_shop_and_all(in_shops, sums=list(sums))
        return build.regrouped(rows.filter(rows.orders_before > 0))


@register
class JoiningAverageOrder(_Joining):
    code = "joining_average_order"
    title = _("Average order before and after joining")
    formula = _("Goods paid in money, net of returns, in the window.")
    denominator = _("Orders in the window.")
    shows = Shows.MONEY

    def rows(self, build: "Build") -> "Table":
        return self._shaped(build, self._windows(build), "paid", "orders")


@register
class JoiningFrequency(_Joining):
    code = "joining_frequency"
    title = _("Orders per member before and after joining")
    formula = _("Orders in the window.")
    denominator = _("Members.")
    shows = Shows.TIMES

    def rows(self, build: "Build") -> "Table":
        return self._shaped(build, self._windows(build), "orders")
