"""Lies that the laws of the books have to find: for each its law, and SQL that plants it and names its rows."""

from datetime import timedelta

from tests.loyalty.ledger.life import NOW

A_LOT = "(select min(id) from loyalty_lot where remaining > 5 and state = 'active' and held = 0)"
ITS_ACCOUNT = f"(select account_id from loyalty_lot where id = {A_LOT})"
PENDING = "(select min(id) from loyalty_lot where state = 'pending' and remaining > 0)"
HELD = "(select min(id) from loyalty_hold where state = 'open')"
BURN = "(select min(id) from loyalty_entry where kind = 'burn' and bucket = 'active')"
RETURNED = "(select min(order_id) from loyalty_return)"
AN_EARN = "(select max(id) from loyalty_entry where kind = 'earn')"

PLANTS = {
    "a figure by hand": (
        "Q-90",
        """update analytics_figure set numerator = numerator + 1
           where (metric, kind, cut) = ('points_issued', 'month', 'all')
             and starts = (select max(starts) from analytics_period where kind = 'month') returning id""",
    ),
    "a figure that is gone": (
        "Q-90",
        """delete from analytics_figure where metric = 'revenue' and kind = 'month'
             and starts = (select max(starts) from analytics_period where kind = 'month') returning 0""",
    ),
    "a closed month of other figures": ("Q-80", "update analytics_closedmonth set cells = '[]' returning id"),
    "a closed month under another seal": (
        "Q-81",
        "update analytics_closedmonth set digest = repeat('0', 64) returning id",
    ),
    "points that a closed month does not know of": (
        "Q-82",
        """update analytics_closedmonth set cells = '[]'
           returning (select id from loyalty_unit where code = 'BONUS')""",
    ),
    "active of an account": ("Q-01", "update loyalty_account set active = active + 1 where active > 0 returning id"),
    "debt of an account": ("Q-01", "update loyalty_account set debt = debt + 1 returning id"),
    "a lot that grew": ("Q-01", f"update loyalty_lot set remaining = 6 where id = {A_LOT} returning account_id"),
    "pending of an account": ("Q-02", "update loyalty_account set pending = pending + 1 returning id"),
    "a pending lot that shrank": (
        "Q-02",
        f"update loyalty_lot set remaining = remaining - 1 where id = {PENDING} returning account_id",
    ),
    "held of an account": ("Q-03", "update loyalty_account set held = held - 1 where held > 0 returning id"),
    "a hold closed by hand": (
        "Q-03",
        f"update loyalty_hold set state = 'cancelled', closed_at = opened_at where id = {HELD} returning account_id",
    ),
    "a gap in versions": (
        "Q-04",
        f"update loyalty_entry set account_version = account_version + 100 where id = {AN_EARN} returning id",
    ),
    "a balance that does not follow": (
        "Q-04",
        f"update loyalty_entry set balance_after = balance_after + 1 where id = {BURN} returning id",
    ),
    "an entry out of time": (
        "Q-04",
        f"update loyalty_entry set at = at - interval '1 year' where id = {BURN} returning id",
    ),
    "below zero": ("Q-05", "update loyalty_account set debt = -1 returning id"),
    "a lot that gives more than it had": (
        "Q-05",
        f"update loyalty_lot set earned = remaining - 1 where id = {A_LOT} returning account_id",
    ),
    "an operation without entries": (
        "Q-06",
        """insert into loyalty_operation (kind, natural_key, principal, reason, at)
           values ('earn', 'planted', 'system', 'planted', now()) returning id""",
    ),
    "an entry of another kind": (
        "Q-06",
        f"update loyalty_entry set kind = 'adjust' where id = {BURN} returning operation_id",
    ),
    "a burn that gives": (
        "Q-06",
        f"update loyalty_entry set amount = -amount where id = {BURN} returning operation_id",
    ),
    "a later lot spent first": (
        "Q-07",
        f"""update loyalty_entry set lot_id = (select max(l.id) from loyalty_lot l where l.expires_at is null
              and l.account_id = loyalty_entry.account_id)
            where id = (select min(e.id) from loyalty_entry e join loyalty_lot l on l.id = e.lot_id
              where e.kind = 'burn' and l.expires_at is not null and l.id <> {A_LOT}) returning account_id""",
    ),
    "an expired lot spent": (
        "Q-08",
        f"update loyalty_entry set at = at + interval '10 years' where id = {BURN} returning id",
    ),
    "expiry before its time": (
        "Q-08",
        "update loyalty_entry set at = at - interval '1 day' where kind = 'expire' returning id",
    ),
    "a lot expired twice": (
        "Q-09",
        """insert into loyalty_entry (operation_id, account_id, lot_id, bucket, kind, amount, balance_after,
             account_version, at)
           select operation_id, account_id, lot_id, bucket, kind, amount, balance_after, 1000, at
           from loyalty_entry where kind = 'expire' limit 1 returning lot_id""",
    ),
    "an account frozen without a word": ("Q-27", "update loyalty_account set frozen_at = now() returning id"),
    "points spent from a frozen account": (
        "Q-27",
        f"""with line as (
             insert into loyalty_freeze (account_id, frozen, law, reason, principal, at, recorded_at)
             select account_id, true, '', '', 'staff', at, '2020-01-01' from loyalty_entry where id = {BURN}
             returning account_id)
           update loyalty_account set frozen_at = now() where id = (select account_id from line) returning id""",
    ),
    "a hold past due": (
        "Q-10",
        f"update loyalty_hold set expires_at = '{NOW - timedelta(minutes=3)}' where id = {HELD} returning id",
    ),
    "a tier given by hand": ("Q-28", "update loyalty_membertier set tier = 'nobody' returning member_id"),
    "a budget used by hand": ("Q-40", "update campaigns_budgetcounter set used = used + 1 returning id"),
    "a budget above its cap": ("Q-40", "update campaigns_budgetcounter set whole = 0 returning id"),
    "a budget taken in the name of another version": (
        "Q-41",
        "update campaigns_budgetentry set version = version + 1 returning order_id",
    ),
    "a cancelled order that kept its share": (
        "Q-41",
        """update loyalty_order set state = 'cancelled', completed_at = null, cancelled_at = occurred_at
           where id = (select max(order_id) from campaigns_budgetentry) returning id""",
    ),
    "a result of a campaign that no order tells of": (
        "Q-42",
        "update campaigns_campaignresult set amount = amount + 1 returning campaign_id",
    ),
    "points booked to another campaign": (
        "Q-43",
        """update loyalty_lot set campaign_version_id = campaign_version_id - 1
           where campaign_version_id is not null and order_id is not null returning order_id""",
    ),
    "an order that took twice": (
        "Q-41",
        """insert into campaigns_budgetentry (counter_id, order_id, version, amount, at)
           select counter_id, order_id, version, amount, at from campaigns_budgetentry
           where order_id = (select max(order_id) from campaigns_budgetentry) returning order_id""",
    ),
    "a code used by hand": (
        "Q-50",
        "update campaigns_couponcounter set used = used + 1 where cap is null returning id",
    ),
    "a code held back by hand": (
        "Q-50",
        "update campaigns_couponcounter set reserved = reserved + 1 where cap is null returning id",
    ),
    "a code whose uses were never counted": (
        "Q-50",
        """with gone as (delete from campaigns_couponcounter where coupon_id is not null and used > 0 returning id)
           select 0 from gone""",
    ),
    "a code above its limit": (
        "Q-50",
        """with entry as (insert into campaigns_couponentry (coupon_id, act, order_id, period_key, principal, at)
             select min(id), 'used', -1, '', 'system', now() from campaigns_coupon where code = 'USED'
             returning coupon_id)
           update campaigns_couponcounter n set used = used + 1 from entry where n.coupon_id = entry.coupon_id
           returning n.id""",
    ),
    "a member's use that was taken off": (
        "Q-51",
        "update campaigns_couponmembercounter set used = used - 1 where used > 0 returning id",
    ),
    "a member's use that is in no history": (
        "Q-51",
        """insert into campaigns_couponmembercounter (batch_id, member_id, period_key, used, reserved, over)
           select batch_id, member_id, '2020-01-01', 1, 0, 0 from campaigns_couponmembercounter limit 1 returning id""",
    ),
    "a used code that says it is free": (
        "Q-52",
        "update campaigns_coupon set state = 'created' where code = 'USED' returning id",
    ),
    "a free code that says it was issued": (
        "Q-52",
        """update campaigns_coupon set state = 'issued', issued_at = now(), source = 'staff' where code = 'FREE'
           returning id""",
    ),
    "an order whose code was not counted": (
        "Q-53",
        """delete from campaigns_couponentry where act = 'used' and coupon_id in
             (select id from campaigns_coupon where code in ('USED', 'SHARED')) returning order_id""",
    ),
    "a code held back for a cancelled order": (
        "Q-53",
        """update loyalty_order set state = 'cancelled', cancelled_at = occurred_at where id in
             (select order_id from campaigns_couponreservation where ended_at is null) returning id""",
    ),
    "a member in a segment by hand": (
        "Q-70",
        """insert into segments_membership (member_id, segment_id, since)
           select max(m.id), max(x.segment_id), now() from loyalty_member m, segments_membership x
           where m.id not in (select member_id from segments_membership) returning member_id""",
    ),
    "a member out of a segment by hand": ("Q-70", "delete from segments_membership returning member_id"),
    "a member who entered twice": (
        "Q-70",
        """insert into segments_membershipentry (segment_id, member_id, entered, cause, at)
           select segment_id, member_id, entered, cause, at from segments_membershipentry returning member_id""",
    ),
    "money of a day": ("Q-71", "update loyalty_memberday set spent_kopecks = spent_kopecks + 1 returning member_id"),
    "a day that is gone": ("Q-71", "delete from loyalty_memberday where orders > 0 returning member_id"),
    "goods of a day": (
        "Q-72",
        "update loyalty_memberdaygoods set quantity_milli = quantity_milli + 1 returning member_id",
    ),
    "a brand nobody bought": (
        "Q-72",
        "update loyalty_memberdaygoods set brand = 'planted' where orders > 0 returning member_id",
    ),
    "points of an order": (
        "Q-14",
        f"update loyalty_orderpoints set burnt = burnt + 1 where order_id = {RETURNED} returning order_id",
    ),
    "points of a return": (
        "Q-14",
        f"update loyalty_orderpoints set given_back = given_back - 1 where order_id = {RETURNED} returning order_id",
    ),
    "points kept for an order that was cancelled": (
        "Q-14",
        """update loyalty_order set state = 'cancelled', cancelled_at = occurred_at where id in (
              select min(order_id) from loyalty_hold where state = 'open') returning id""",
    ),
    "an order that earned though it was only placed": (
        "Q-15",
        "update loyalty_order set state = 'completed', completed_at = occurred_at where state = 'placed' returning id",
    ),
    "points out of nothing": ("Q-20", "update loyalty_account set active = active + 1 returning unit_id"),
    "a transfer that loses": (
        "Q-20",
        """update loyalty_entry set amount = amount - 1 where kind = 'transfer' and amount > 0
           returning (select min(id) from loyalty_unit where code = 'BONUS')""",
    ),
    "points moved between lots": (
        "Q-23",
        f"update loyalty_entry set lot_id = {A_LOT} where id = {AN_EARN} and lot_id <> {A_LOT} returning {A_LOT}",
    ),
    "a lot held for nothing": ("Q-23", f"update loyalty_lot set held = 1 where id = {A_LOT} returning id"),
    "a lot that says it was more": (
        "Q-23",
        f"update loyalty_lot set earned = earned + 1 where id = {A_LOT} returning id",
    ),
    "activation before its time": (
        "Q-08",
        """update loyalty_entry set at = at - interval '1 day' where kind = 'activate' and amount < 0 returning id""",
    ),
    "a hold of another's points": (
        "Q-24",
        f"""update loyalty_holdlot set lot_id = (select min(l.id) from loyalty_lot l
              where l.account_id <> (select account_id from loyalty_hold where id = {HELD}))
            where hold_id = {HELD} returning hold_id""",
    ),
    "a part of a hold gone": (
        "Q-24",
        f"update loyalty_holdlot set amount = amount + 1 where hold_id = {HELD} returning hold_id",
    ),
    "goods that came back without a return": (
        "Q-25",
        f"""update loyalty_orderline set returned_milli = returned_milli + 1 where order_id = {RETURNED}
            returning order_id""",
    ),
    "money that came back without a return": (
        "Q-25",
        f"update loyalty_order set refunded_kopecks = refunded_kopecks + 1 where id = {RETURNED} returning id",
    ),
    "money told to be on a certificate": (
        "Q-17",
        """with told as (
              insert into loyalty_certificatestep (certificate_id, kind, kopecks, reference, reason, principal, at)
              select min(id), 'topped_up', 100, '', '', 'system', now() from loyalty_certificate
              returning certificate_id)
            select a.id from loyalty_account a join told on a.owner_id = told.certificate_id
            where a.owner_kind = 'certificate'""",
    ),
    "a certificate that nobody paid for": (
        "Q-29",
        """insert into loyalty_certificate (product_id, index, sealed, tail, state, nominal_kopecks, valid_until,
              line_id, created_at, activated_at)
            select product_id, 'planted', '', 'XXXX', 'active', 100, now(), '', now(), now() from loyalty_certificate
            limit 1 returning id""",
    ),
    "a certificate that got more back": (
        "Q-30",
        """update loyalty_ordercertificate set returned_kopecks = returned_kopecks + 1
            where id = (select min(id) from loyalty_ordercertificate) returning order_id""",
    ),
    "a request without its answer": (
        "Q-26",
        f"""with shop as (insert into loyalty_shop (code, name, timezone, placed_days, is_active)
              values ('planted', 'planted', 'UTC', 7, true) returning id),
            client as (insert into loyalty_integration (shop_id, name, adjustment_points, adjustment_points_per_day)
              select id, 'planted', 0, 0 from shop returning id)
            insert into loyalty_idempotencyrecord (client_id, key, fingerprint, created_at)
              select id, 'planted-key', '', '{NOW - timedelta(minutes=6)}' from client returning id""",
    ),
    "a cap on invitations": (
        "Q-60",
        "update campaigns_referralcounter set used = used - 1 where used > 0 returning id",
    ),
    "a reward of another size": (
        "Q-61",
        "update campaigns_referral set points = points + 1 where state = 'rewarded' returning id",
    ),
    "a reward before its day": (
        "Q-62",
        "update campaigns_referral set pays_at = ended_at + interval '1 day' where state = 'rewarded' returning id",
    ),
    "an invitation that went on by itself": (
        "Q-63",
        "update campaigns_referral set why = 'limit' where state = 'rewarded' returning id",
    ),
}

STANDS_IN_THE_WAY = {
    "below zero": ("loyalty_account", "account_nonneg"),
    "a lot that gives more than it had": ("loyalty_lot", "lot_bounds"),
    "a lot expired twice": ("loyalty_entry", "entry_lot_once"),
    "a code above its limit": ("campaigns_couponcounter", "coupon_counter_within_cap"),
}
