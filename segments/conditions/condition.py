"""The conditions about members: each has one meaning in two renderings, at the till and in SQL."""

from loyalty.rules.kind import Condition, Kinds

MEMBER_CONDITIONS: Kinds[Condition] = Kinds("conditions about members")
