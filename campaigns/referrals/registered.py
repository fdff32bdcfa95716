"""Fills the registries: events, the reaction, the due job, the proofs, what it can cost, and the port of enrolment."""

from campaigns.referrals import jobs, kinds, proofs, reaction, stakes  # noqa: F401
from campaigns.referrals.bind import bind
from loyalty.members.invitations import accepting

accepting.add("referrals", bind)
