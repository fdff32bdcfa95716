"""How often people may try what guessers try, too. Those per network address can be changed by the environment."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most `times` in any `within`, for each subject. `code` is for ever: counts are kept by it."""

    code: str
    times: int
    within: timedelta


@dataclass(frozen=True, kw_only=True)
class AtOnce:
    """At most so many at the same time, for each subject."""

    code: str
    most: int


STAFF_SIGN_INS = Limit(code="staff_sign_in", times=5, within=timedelta(minutes=5))  # by login
ANSWERS = Limit(code="code_answer", times=20, within=_HOUR)  # by contact, over all the codes sent to it
INVITATION_CODES = Limit(code="invitation_code", times=10, within=_HOUR)  # by member, in the cabinet
EXPORTS = Limit(code="export", times=10, within=_HOUR)  # by employee: files of people, codes, goods and balances
EXPORTS_AT_ONCE = AtOnce(code="export", most=2)  # the same files: a large one takes minutes
CERTIFICATE_TRIES = Limit(code="certificate_tries", times=5, within=_HOUR)  # by code: PINs that do not open it

_TEN_MINUTES = timedelta(minutes=10)
WRONG_CODES = Limit(code="coupon_guess", times=10, within=_TEN_MINUTES)  # by member, or by a shop's terminal
WRONG_CODES_OF_SHOP = Limit(code="coupon_guess_shop", times=100, within=_TEN_MINUTES)  # of guests, who have no name


def sign_ins_from_address() -> Limit:
    """Failed sign-ins of staff and members together, by network address."""
    return Limit(code="sign_in_address", times=settings.LIMIT_SIGN_INS_FROM_ADDRESS, within=_HOUR)


def codes_from_address() -> Limit:
    """Codes asked for in the cabinet, by network address."""
    return Limit(code="code_address", times=settings.LIMIT_CODES_FROM_ADDRESS, within=_HOUR)


def enrolments(*, per_hour: int | None) -> Limit:
    """New members of one API key; `per_hour` is the key's own number when it has one."""
    return Limit(code="enrolment", times=per_hour or settings.LIMIT_ENROLMENTS_OF_KEY, within=_HOUR)


def wrong_certificates() -> Limit:
    """Codes and PINs of certificates that open nothing, of one API key or member."""
    return Limit(code="certificate_wrong", times=settings.LIMIT_WRONG_CERTIFICATES, within=_HOUR)
