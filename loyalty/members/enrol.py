"""Takes a person into the programme, once: however often and from however many tills it is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from loyalty.events.kinds import MEMBER_JOINED, MEMBER_RETURNED
from loyalty.events.record import record
from loyalty.members.consent import GivenConsent, record_consent
from loyalty.members.consents import consents_of
from loyalty.members.details import check_birthday, check_gender, check_language, clean_attributes, clean_text
from loyalty.members.invitations import accept
from loyalty.members.locks import lock_member
from loyalty.members.masks import mask_identity
from loyalty.members.models import ConsentText, Identity, Member
from loyalty.members.normal import InvalidIdentity, normal_form
from loyalty.members.seal import blind_index, seal
from loyalty.members.standing import MemberHasLeft
from loyalty.refusals import Refusal

CONTACTS = frozenset({Identity.Kind.PHONE, Identity.Kind.EMAIL})
_TRIES = 5


class IdentityConflict(Refusal):
    """The identities belong to different members."""

    code = "identity_conflict"
    title = _("These contacts belong to different members")
    hint = _("Ask the person which one is theirs, and send only that one.")


class ContactNotVerified(Refusal):
    """Whoever reads a contact can spend the points, so an unproven one is never added to an existing member."""

    code = "contact_not_verified"
    title = _("The member has other contacts")
    hint = _("A new phone or e-mail is added after a code sent to it has been entered.")


@dataclass(frozen=True)
class NewIdentity:
    """A way to recognise the person, as typed; `verified` when they proved it is theirs."""

    kind: str
    value: str
    verified: bool = False


@dataclass(frozen=True)
class Enrolled:
    """`created` is False when the person was in the programme before; `changed` when something was stored."""

    member_id: int
    created: bool
    changed: bool = False


@dataclass(frozen=True)
class _Known:
    kind: str
    normal: str
    index: bytes
    verified: bool


def enrol(
    *,
    identities: Sequence[NewIdentity],
    first_name: str = "",
    last_name: str = "",
    birthday: date | None = None,
    gender: str = "",
    city: str = "",
    attributes: Mapping[str, str] | None = None,
    language: str = "ru",
    source: str = "",
    shop_id: int | None = None,
    consents: Sequence[GivenConsent] = (),
    referral: str = "",
    channel: str,
    proof: Mapping[str, Any],
    at: datetime,
) -> Enrolled:
    """The member with any of `identities`, or a new one with all of them; safe to call at once from everywhere.

    Somebody already in the programme keeps their details; identities that are new to them are added (a phone or an
    e-mail only when verified), and consents are recorded when they differ from those in force. Somebody who left
    returns by agreeing to the rules. `referral` is the code of whoever invited them (see `invitations.py`).

    Raises InvalidIdentity, IdentityConflict, ContactNotVerified, MemberHasLeft, UnknownConsent, InvalidBirthday,
    UnknownGender, UnknownLanguage, InvalidText and the refusals of `invitations.py`, and then nothing is stored.
    """
    known = _normalise(identities)
    details = {
        "first_name": clean_text(first_name, field="first_name", longest=100),
        "last_name": clean_text(last_name, field="last_name", longest=100),
        "birthday": check_birthday(birthday, today=at.date()),
        "gender": check_gender(gender),
        "city": clean_text(city, field="city", longest=100),
        "attributes": clean_attributes(attributes or {}),
        "language": check_language(language),
        "source": clean_text(source, field="source", longest=64),
        "shop_id": shop_id,
    }
    with transaction.atomic():
        found = _find_or_create(known, details, at)
        state = lock_member(member_id=found.member_id)
        if state == Member.State.LEFT:
            _return(found.member_id, consents, at)
        agreed = _record(found.member_id, consents, channel, proof, at)
        if referral:
            accept(friend_id=found.member_id, code=referral, channel=channel, shop_id=shop_id, at=at)
    changed = found.changed or agreed or state == Member.State.LEFT
    return Enrolled(member_id=found.member_id, created=found.created, changed=changed)


def _normalise(identities: Sequence[NewIdentity]) -> list[_Known]:
    """In one order for everybody, so that two enrolments with the same two identities cannot deadlock."""
    if not identities:
        raise InvalidIdentity(field="identity")
    known = {}
    for number, identity in enumerate(identities):
        path = "identity" if len(identities) == 1 else f"identities[{number}]"
        normal = normal_form(kind=identity.kind, value=identity.value, path=path)
        index = blind_index(kind=identity.kind, normal=normal)
        known[identity.kind, index] = _Known(identity.kind, normal, index, identity.verified)
    return [known[key] for key in sorted(known)]


def _find_or_create(known: list[_Known], details: Mapping[str, Any], at: datetime) -> Enrolled:
    for _try in range(_TRIES):
        owners = _owners(known)
        if len(set(owners.values())) > 1:
            raise IdentityConflict(field="identity")
        missing = [identity for identity in known if (identity.kind, identity.index) not in owners]
        if owners and any(identity.kind in CONTACTS and not identity.verified for identity in missing):
            raise ContactNotVerified(field="identity")
        try:
            with transaction.atomic():
                return _store(next(iter(owners.values()), None), missing, details, at)
        except IntegrityError as error:
            if not _lost_the_race(error):
                raise
            # Another till stored the same identity first and has committed: the next read sees whose it is.
    raise IdentityConflict(field="identity")


def _owners(known: list[_Known]) -> dict[tuple[str, bytes], int]:
    rows = Identity.objects.filter(index__in=[identity.index for identity in known]).values_list(
        "kind", "index", "member_id"
    )
    return {(kind, bytes(index)): member_id for kind, index, member_id in rows}


def _store(member_id: int | None, missing: list[_Known], details: Mapping[str, Any], at: datetime) -> Enrolled:
    created = member_id is None
    owner: int = Member.objects.create(**details, joined_at=at).pk if member_id is None else member_id
    Identity.objects.bulk_create(_row(owner, identity, at) for identity in missing)
    if created:
        record(kind=MEMBER_JOINED, at=at, member_id=owner, shop_id=details["shop_id"])
    return Enrolled(member_id=owner, created=created, changed=bool(missing))


def _row(member_id: int, identity: _Known, at: datetime) -> Identity:
    contact = identity.kind in CONTACTS
    return Identity(
        member_id=member_id,
        kind=identity.kind,
        index=identity.index,
        sealed=seal(kind=identity.kind, plain=identity.normal) if contact else None,
        value="" if contact else identity.normal,
        masked=mask_identity(kind=identity.kind, normal=identity.normal),
        verified_at=at if identity.verified else None,
    )


def _lost_the_race(error: IntegrityError) -> bool:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) == "identity_unique"


def _return(member_id: int, consents: Sequence[GivenConsent], at: datetime) -> None:
    if not any(consent.kind == ConsentText.Kind.RULES and consent.granted for consent in consents):
        raise MemberHasLeft(field="identity")
    Member.objects.filter(pk=member_id).update(state=Member.State.ACTIVE)
    record(kind=MEMBER_RETURNED, at=at, member_id=member_id)


def _record(
    member_id: int, consents: Sequence[GivenConsent], channel: str, proof: Mapping[str, Any], at: datetime
) -> bool:
    in_force = {(act.kind, act.version, act.granted) for act in consents_of(member_id=member_id)} if consents else set()
    news = False
    for number, consent in enumerate(consents):
        if (consent.kind, consent.version, consent.granted) not in in_force:
            news = True
            record_consent(
                member_id=member_id,
                consent=consent,
                channel=channel,
                proof=proof,
                at=at,
                path=f"consents[{number}]",
            )
    return news
