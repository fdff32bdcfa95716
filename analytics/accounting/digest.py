"""The seal of a closed month: of its figures and of the seal before, so that no month can be exchanged unseen."""

# Of a row named `m` and, as `before`, the seal of the month before it (empty for the first).
DIGEST = """encode(sha256(convert_to(concat_ws('|', m.before, to_char(m.month, 'YYYY-MM-DD'),
  extract(epoch from m.starts_at), extract(epoch from m.ends_at), m.cells::text, m.terms::text), 'UTF8')), 'hex')"""
