"""The money of certificates: an account of each one's own in the ledger, in kopecks, that only a certificate can have.

Its lots have no end: until when the money can be used is the certificate's own word (`valid_until`), which can be
extended. Its account's lock guards the certificate's row, too, so both are read in the statement after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.certificates.models import Certificate
from loyalty.ledger.book import Book
from loyalty.ledger.books import Key, lock_books, read_books
from loyalty.ledger.movements import Dates
from loyalty.ledger.owner import Owner
from loyalty.money import CERTIFICATE
from loyalty.refusals import Refusal, Words


class CertificateInsufficient(Refusal):
    """Facts: `available`, in kopecks until the door writes them."""

    code: ClassVar[str] = "certificate_insufficient"
    title: ClassVar[Words] = _("There is not enough money on the certificate")
    hint: ClassVar[Words] = _("Ask for at most what is available, or price the cart again.")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A certificate at an instant. `usable`: it can pay now; `available` kopecks are its free money, else 0."""

    id: int
    tail: str
    usable: bool
    available_kopecks: int
    valid_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Locked:
    """A certificate under its account's lock."""

    row: Certificate
    book: Book

    def standing(self, at: datetime) -> Standing:
        return _standing(self.row, self.book, at)


def key_of(certificate_id: int) -> Key:
    """Of its account."""
    return Owner("certificate", certificate_id), CERTIFICATE


def lock_certificates(ids: Iterable[int], *, at: datetime) -> dict[int, Locked]:
    """Lock the accounts in ascending order, then read the rows. Three queries, two more for a first account."""
    wanted = sorted(set(ids))
    return with_rows(lock_books([key_of(one) for one in wanted], at=at)) if wanted else {}


def with_rows(books: dict[Key, Book]) -> dict[int, Locked]:
    """The certificates of books that are locked already, among those of other owners. One query, none without any."""
    mine = {owner.id: book for (owner, unit), book in books.items() if unit == CERTIFICATE}
    rows = Certificate.objects.select_related("product").in_bulk(list(mine)) if mine else {}
    return {one: Locked(row=rows[one], book=book) for one, book in mine.items()}


def standings(ids: Iterable[int], *, at: datetime) -> dict[int, Standing]:
    """The same without locks, for pages and checks. Two queries."""
    rows = Certificate.objects.in_bulk(list(set(ids)))
    books = read_books([key_of(one) for one in rows], at=at) if rows else {}
    return {one: _standing(row, books[key_of(one)], at) for one, row in rows.items()}


def balances_of(ids: Iterable[int], *, at: datetime) -> dict[int, Book]:
    """Books of certificates to look at. One query."""
    wanted = sorted(set(ids))
    books = read_books([key_of(one) for one in wanted], at=at) if wanted else {}
    return {one: books[key_of(one)] for one in wanted}


def is_usable(row: Certificate, at: datetime) -> bool:
    """Active and not expired."""
    return row.state == Certificate.State.ACTIVE and row.valid_until is not None and row.valid_until > at


def for_ever(at: datetime) -> Dates:
    """The dates of a certificate's lot."""
    return Dates(available_from=at, expires_at=None)


def _standing(row: Certificate, book: Book, at: datetime) -> Standing:
    usable = is_usable(row, at) and not book.frozen
    return Standing(
        id=row.pk, tail=row.tail, usable=usable, valid_until=row.valid_until,
        available_kopecks=book.available(book.instant(at)) if usable else 0,
    )  # fmt: skip
