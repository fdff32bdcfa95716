"""The conditions a campaign may use: those of segments about members, and those about the cart at the till."""

from loyalty.rules.kind import Condition, Kinds

CONDITIONS: Kinds[Condition] = Kinds("conditions")
