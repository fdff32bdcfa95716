"""Whose rules look back at day buckets: segments and RFM analyses."""

from loyalty.purchase.history_days import HISTORY_USERS

HISTORY_USERS.add("segments", "select definition from segments_segment")
HISTORY_USERS.add("rfm", "select jsonb_build_object('days', days) from segments_rfmmodel")
