"""The load: tills and web shops that sell, take back, enrol and tell, each request with a key of its own."""

import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.chaos.client import Answer, Deadline, GaveUp, Log, Till
from tests.chaos.promises import Promises
from tests.chaos.shop import Shop, card, member_of

REPLAYED_OF_TEN = 1  # so many of ten answered requests are sent once more; those that were in doubt always are
SHARED = 4  # members that every client sells to; the others have one client each


@dataclass(frozen=True, kw_only=True)
class Load:
    """Threads that go on until `stop` is set and then finish what they have begun."""

    log: Log
    promises: Promises
    threads: list[threading.Thread]
    stop: threading.Event
    deadline: Deadline

    def end(self, *, within: float) -> None:
        """No new work; what is open has so many seconds."""
        self.deadline.at = time.monotonic() + within
        self.stop.set()
        for thread in self.threads:
            thread.join()


def start_load(*, port: int, shop: Shop, seed: int) -> Load:
    log, promises, stop, deadline = Log(), Promises(), threading.Event(), Deadline()
    clients = [
        Client(number=number, till=Till(port=port, key=key, log=log, deadline=deadline), shop=shop, promises=promises,
               log=log, seed=seed)
        for number, key in enumerate(shop.keys)
    ]  # fmt: skip
    threads = [threading.Thread(target=client.work, args=(stop,), daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    return Load(log=log, promises=promises, threads=threads, stop=stop, deadline=deadline)


class Client:
    """One till. Its members are its own, but for the few that all share."""

    def __init__(self, *, number: int, till: Till, shop: Shop, promises: Promises, log: Log, seed: int) -> None:
        self.number, self.till, self.shop, self.promises, self.log = number, till, shop, promises, log
        self.random = random.Random(seed * 1_000 + number)
        self.sold: list[tuple[str, int]] = []  # orders that may be returned, with their members
        self.run = uuid.uuid4().hex[:8]
        self.count = 0

    def work(self, stop: threading.Event) -> None:
        kinds: list[tuple[Callable[[], None], int]] = [
            (self.sell, 8), (self.sell_at_a_till, 4), (self.order_in_the_web, 4), (self.take_back, 4),
            (self.enrol, 1), (self.tell, 2), (self.adjust, 1),
        ]  # fmt: skip
        while not stop.is_set():
            [do] = self.random.choices([do for do, _weight in kinds], [weight for _do, weight in kinds])
            try:
                do()
            except GaveUp:
                return
            except Exception as error:  # a client that dies quietly would make the load look clean
                with self.promises.lock:
                    self.promises.unexpected.append(f"{type(error).__name__}: {error}"[:300])

    # --- what a shop does -------------------------------------------------------------------------------------------

    def sell(self) -> None:
        """Priced, then sold as shown; half of the sales without asking the price first."""
        number, member = self._next("S"), self._member()
        cart = self._cart(member, burn="max")
        if self.random.random() < 0.5:
            quote = self.till.post("quote", "/api/v1/quotes", cart)
            if quote.status != 200:
                self._surprise("quote", quote)
                return
            cart = {**cart, "quote": quote.json["quote"]}
        answer = self._order(number, "completed", cart, member)
        if answer is not None:
            self.sold.append((number, member))

    def sell_at_a_till(self) -> None:
        """Reserved before the money is taken, finished after."""
        number, member = self._next("P"), self._member()
        if self._order(number, "pending", self._cart(member, burn="max"), member) is not None:
            self._move(number, "complete", member)
            self.sold.append((number, member))

    def order_in_the_web(self) -> None:
        number, member = self._next("W"), self._member()
        if self._order(number, "placed", self._cart(member, burn="max"), member) is not None:
            self._move(number, self.random.choice(["cancel", "complete"]), member)

    def take_back(self) -> None:
        """One of two pieces comes back, of a sale of ours; an order is returned once."""
        if not self.sold:
            return
        order, member = self.sold.pop(self.random.randrange(len(self.sold)))
        number = self._next("R")
        body = {"external_id": number, "lines": [{"line_id": "1", "quantity": "1"}]}
        answer = self._write("return", f"/api/v1/orders/{order}/returns", body)
        if answer.status != 201:
            self._surprise("return", answer)
            return
        said = answer.json
        given = _bonus(said["points_returned"])
        taken = _bonus(said["points_taken"]) - sum(
            int(each.get("forgiven", "0")) for each in said["points_taken"] if each["unit"] == "BONUS"
        )
        self.promises.back(number, member=member, given=given, taken=taken)

    def enrol(self) -> None:
        value = card(self.shop.first_new + self.number * 100_000 + self.count)
        self.count += 1
        answer = self._write("enrolment", "/api/v1/members", {"identity": {"kind": "card", "value": value}})
        if answer.status not in (200, 201):
            self._surprise("enrolment", answer)
            return
        with self.promises.lock:
            self.promises.cards[value] = answer.json["id"]

    def tell(self) -> None:
        """A visit; one of ten is poison to the reaction and must end parked."""
        number, kind = self._next("E"), "poison" if self.random.random() < 0.1 else "visit"
        body = {
            "id": number,
            "type": kind,
            "member": {"kind": "card", "value": card(self._member())},
            "occurred_at": datetime.now(UTC).isoformat(),
        }
        answer = self._write("event", "/api/v1/events", body)
        if answer.status != 202:
            self._surprise("event", answer)
            return
        with self.promises.lock:
            self.promises.events[number] = f"shop.{kind}"

    def adjust(self) -> None:
        member, key = self._member(), self._next("A")
        body = {"unit": "BONUS", "points": "5", "reason": "chaos"}
        answer = self._write("adjustment", f"/api/v1/members/{member_of(member)}/adjustments", body, key=key)
        if answer.status != 201:
            self._surprise("adjustment", answer)
            return
        self.promises.adjust(key, member=member, points=5)

    # --- how ---------------------------------------------------------------------------------------------------------

    def _order(self, number: str, state: str, cart: dict[str, Any], member: int) -> Answer | None:
        """The answer to an order that was taken; None when it was refused, which shared members' orders may be."""
        answer = self._write("order", "/api/v1/orders", {"external_id": number, "state": state, **cart})
        if answer.status not in (200, 201):
            if answer.status != 409 or member not in self.shop.shared:
                self._surprise("order", answer)
            return None
        self._promise(number, answer, member)
        return answer

    def _move(self, number: str, step: str, member: int) -> None:
        answer = self._write(step, f"/api/v1/orders/{number}/{step}", {})
        if answer.status != 200:
            self._surprise(step, answer)
            return
        self._promise(number, answer, member)

    def _promise(self, number: str, answer: Answer, member: int) -> None:
        said = answer.json
        burnt = int((said.get("burn") or {}).get("applied") or 0)
        self.promises.order(number, member=member, state=said["state"], earned=_bonus(said["earn"]), burnt=burnt)

    def _write(self, what: str, path: str, body: Any, *, key: str = "") -> Answer:
        """The final answer; and once more where there had been a doubt, and now and then without."""
        key = key or f"{what}-{self.run}-{self.number}-{uuid.uuid4().hex[:12]}"
        answer = self.till.post(what, path, body, key=key)
        if answer.replayed or self.random.randrange(10) < REPLAYED_OF_TEN:
            self.till.replay(what, path, body, key=key, expected=answer)
        return answer

    def _next(self, letter: str) -> str:
        self.count += 1
        return f"{letter}-{self.run}-{self.number}-{self.count:06d}"

    def _member(self) -> int:
        if self.random.random() < 0.1:
            return self.random.choice(self.shop.shared)
        return self.random.choice(self.shop.own[self.number])

    def _cart(self, member: int, *, burn: str) -> dict[str, Any]:
        price = f"{self.random.randrange(100, 900)}.{self.random.randrange(100):02d}"
        lines = [{"line_id": "1", "sku": "A-1", "quantity": "2", "price": price}]
        lines += [
            {"line_id": str(n), "sku": f"B-{n}", "quantity": "1", "price": "99.90"}
            for n in range(2, self.random.randrange(2, 6))
        ]
        # What many clients burn at once would change between price and sale: there they take what they may.
        wish = {"mode": burn} if self.random.random() < 0.7 else {"mode": "none"}
        return {"member": {"kind": "card", "value": card(member)}, "channel": "pos", "burn": wish, "lines": lines}

    def _surprise(self, what: str, answer: Answer) -> None:
        with self.promises.lock:
            self.promises.unexpected.append(f"{what}: {answer.status} {answer.body[:300].decode(errors='replace')}")


def _bonus(amounts: list[dict[str, str]]) -> int:
    return sum(int(each["amount"]) for each in amounts if each["unit"] == "BONUS")
