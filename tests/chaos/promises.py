"""What the product has said it did. The audit compares this with what is there."""

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Promises:
    """Acknowledged, by the names the clients gave: orders with state, points earned and burnt; returns with points
    given back and taken; events; cards of enrolled members; and by member what all of it came to. `unexpected` are
    answers no client should get."""

    orders: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    returns: dict[str, tuple[int, int]] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    cards: dict[str, int] = field(default_factory=dict)
    adjusted: set[str] = field(default_factory=set)
    points: Counter[int] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def order(self, number: str, *, member: int, state: str, earned: int, burnt: int) -> None:
        """An order as its last acknowledged step left it; points move with its completion."""
        with self.lock:
            self.orders[number] = (state, earned, burnt)
            if state == "completed":
                self.points[member] += earned - burnt

    def back(self, number: str, *, member: int, given: int, taken: int) -> None:
        with self.lock:
            self.returns[number] = (given, taken)
            self.points[member] += given - taken

    def adjust(self, key: str, *, member: int, points: int) -> None:
        with self.lock:
            self.adjusted.add(key)
            self.points[member] += points
