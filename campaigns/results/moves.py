"""What orders and their returns add to the results of campaigns, read from the stored decisions: one SQL, for the one
order that an event tells of, for all of them, and for the proof."""

REACTION = "campaign_results"

# The parts of a decision: of a line, of the delivery, and what belongs to the order as a whole: the order itself, and
# points that fall on no line. A part of a line comes back with the goods, in the shares returns are made of
# (`share_so_far`: half-up, telescoping); that of the delivery with the delivery; the whole with the last of the goods.
_MOVES = """
sold as (
  select o.id, o.decision, (o.occurred_at at time zone p.timezone)::date as day
  from loyalty_order o cross join loyalty_program p where o.state = 'completed' and {which}
), amounts as (
  select o.id, 'line' as part, line.value ->> 'line_id' as line_id, a.value as applied
  from sold o cross join jsonb_array_elements(o.decision -> 'lines') line
  cross join jsonb_array_elements(line.value -> 'applied') a
  union all
  select o.id, 'delivery', null, a.value
  from sold o cross join jsonb_array_elements(o.decision #> '{{delivery,applied}}') a
  union all
  select o.id, 'all', null, a.value from sold o cross join jsonb_array_elements(o.decision -> 'applied') a
), measured as (
  select a.id, a.part, a.line_id, a.applied ->> 'campaign' as code, (a.applied ->> 'version')::int as version,
    m.what, m.amount
  from amounts a cross join lateral (
    select 'discount' as what, (a.applied ->> 'kopecks')::bigint as amount
    union all select key, value::bigint from jsonb_each_text(a.applied -> 'points')
  ) m
), parts as (
  select id, part, line_id, code, version, what, amount from measured where part <> 'all'
  union all
  select id, 'whole', null, code, version, what, sum(case part when 'all' then amount else -amount end)
  from measured group by id, code, version, what
  union all
  select distinct o.id, 'whole', null, a.value ->> 'campaign', (a.value ->> 'version')::int, 'orders', 1
  from sold o cross join jsonb_array_elements((o.decision -> 'applied') || coalesce(o.decision -> 'messages', '[]')) a
), backs as (
  select r.id, r.order_id, r.external_id, r.delivery, line.key as line_id, line.value::bigint as milli,
    (sum(line.value::bigint) over (partition by r.order_id, line.key order by r.id))::bigint as after
  from sold o join loyalty_return r on r.order_id = o.id left join jsonb_each_text(r.lines) line on true
), lasts as (
  select order_id, max(id) as id from backs where milli > 0 group by order_id
  having sum(milli) = (select sum(quantity_milli) from loyalty_orderline l where l.order_id = backs.order_id)
), moves as (
  select id as order_id, null as return, code, version, what, amount from parts
  union all
  select b.order_id, b.external_id, p.code, p.version, p.what,
    (case when b.after = l.quantity_milli then p.amount
      else div(2 * p.amount::numeric * b.after + l.quantity_milli, 2 * l.quantity_milli) end
    - div(2 * p.amount::numeric * (b.after - b.milli) + l.quantity_milli, 2 * l.quantity_milli))::bigint * -1
  from parts p join backs b on b.order_id = p.id and b.line_id = p.line_id
  join loyalty_orderline l on l.order_id = b.order_id and l.line_id = b.line_id
  where p.part = 'line'
  union all
  select p.id, r.external_id, p.code, p.version, p.what, -p.amount
  from parts p join loyalty_return r on r.order_id = p.id and r.delivery where p.part = 'delivery'
  union all
  select p.id, r.external_id, p.code, p.version, p.what, -p.amount
  from parts p join lasts t on t.order_id = p.id join loyalty_return r on r.id = t.id where p.part = 'whole'
)
"""
OF_ONE = _MOVES.format(which="o.id = %(order)s")
OF_EVERY = _MOVES.format(which="o.ruleset_number > 0 /* during o.occurred_at */")
# What waits for the reaction is not in the results yet.
OF_ALL = f"""{OF_EVERY}, waiting as (
  select e.kind, (e.payload ->> 'order')::bigint as order_id, e.payload ->> 'return' as return
  from loyalty_delivery d join loyalty_event e on e.id = d.event_id
  where d.reaction = '{REACTION}' and d.state in ('due', 'parked')
), counted as (
  select m.* from moves m where not exists (
    select 1 from waiting w where w.order_id = m.order_id
      and (m.return is null and w.kind = 'order.completed' or m.return = w.return and w.kind = 'order.returned'))
)
"""
