"""What the programme owes on certificates, apart from points: by the local month they were activated in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from loyalty.rows import all_rows

# Money that was moved to a certificate in another's place counts in the month of the first one's sale.
_BY_MONTH = """
with recursive first as (
  select id, id as origin, activated_at as sold_at from loyalty_certificate
  where replaces_id is null and activated_at is not null
  union all
  select c.id, first.origin, first.sold_at from loyalty_certificate c join first on c.replaces_id = first.id
), steps as (
  select first.sold_at, first.origin,
    coalesce(sum(s.kopecks) filter (where s.kind in ('activated', 'topped_up')), 0) as put_on,
    -coalesce(sum(s.kopecks) filter (where s.kind in ('expired', 'extended')), 0) as written_off
  from first join loyalty_certificatestep s on s.certificate_id = first.id group by 1, 2
), money as (
  select first.origin, sum(a.active) as left_kopecks,
    sum(a.active) filter (where c.valid_until <= %(at)s) as overdue
  from first join loyalty_certificate c on c.id = first.id
  join loyalty_account a on a.owner_kind = 'certificate' and a.owner_id = first.id group by 1
)
select date_trunc('month', steps.sold_at at time zone %(zone)s)::date, count(*), sum(put_on)::bigint,
  sum(left_kopecks)::bigint, coalesce(sum(overdue), 0)::bigint, sum(written_off)::bigint
from steps join money on money.origin = steps.origin group by 1 order by 1 desc
"""


@dataclass(frozen=True, kw_only=True)
class Month:
    """Certificates activated in the month that begins on `month`, in kopecks: put on them, still on them (of that on
    expired ones, kept), and written off."""

    month: date
    count: int
    put_on: int
    left: int
    overdue: int
    written_off: int

    @property
    def used(self) -> int:
        """What paid for goods, or went back with the certificate itself."""
        return self.put_on - self.left - self.written_off


def liability(*, zone: ZoneInfo, at: datetime) -> Sequence[Month]:
    """Months with certificates, the latest first. One query over all of them."""
    return [
        Month(month=row[0], count=row[1], put_on=row[2], left=row[3], overdue=row[4], written_off=row[5])
        for row in all_rows(_BY_MONTH, {"at": at, "zone": zone.key})
    ]
