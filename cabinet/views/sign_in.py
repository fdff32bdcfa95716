"""Sign-in in two steps: a contact, then the code that came to it. Members and strangers see the same pages."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cabinet.asked_code import AskedCode, forget, recall, remember
from cabinet.forms import CodeForm, contact_form
from cabinet.invitation import invitation_of, mark_browser
from cabinet.promises import promises
from cabinet.session import sign_in, signed_in_member
from cabinet.words import contact_in_words, in_time, wait_forms
from loyalty.clock import now
from loyalty.ledger.units import units
from loyalty.limits.address import address_of
from loyalty.limits.count import TooManyAttempts, count
from loyalty.limits.forgive import forgive
from loyalty.limits.limit import codes_from_address, sign_ins_from_address
from loyalty.members.answer_challenge import CodeExpired, WrongCode, answer_challenge
from loyalty.members.codes import DIGITS, LIFETIME
from loyalty.members.contacts import Contact
from loyalty.members.count_code import TooManyCodes
from loyalty.members.models import Challenge, Identity
from loyalty.members.start_challenge import start_challenge
from loyalty.messages.send_soon import send_soon
from loyalty.money import BONUS
from loyalty.program.current import program

_SIGN_IN = Challenge.Purpose.SIGN_IN


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("value")
def ask_contact(request: HttpRequest) -> HttpResponse:
    """The first step, with the programme in a few words."""
    at = now()
    if signed_in_member(request, at=at):
        return redirect("cabinet:home")
    kind = Identity.Kind.EMAIL if request.GET.get("by") == Identity.Kind.EMAIL else Identity.Kind.PHONE
    form = contact_form(kind, request.POST or None)
    wait = 0
    if form.is_valid():
        try:
            _send(request, form.cleaned_data["value"], at)
        except TooManyAttempts as refusal:
            wait = refusal.facts["retry_after"]
            form.refuse(_too_many_codes(wait))
        else:
            return redirect("cabinet:code")
    programme = program()
    page = render(
        request,
        "cabinet/sign_in.html",
        {
            "programme": programme.name,
            "form": form,
            "by_email": kind == Identity.Kind.EMAIL,
            "promises": promises(settings=programme.settings, unit=units()[BONUS]),
        },
    )
    return _slowed_down(page, wait)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def ask_code(request: HttpRequest) -> HttpResponse:
    """The second step."""
    at = now()
    asked = recall(request)
    if asked is None:
        return redirect("cabinet:sign_in")
    form = CodeForm(request.POST or None, use_required_attribute=False)
    wait = 0
    if form.is_valid():
        try:
            member_id = _answer(request, asked.contact, form.cleaned_data["code"], at)
        except (WrongCode, CodeExpired) as refusal:
            form.refuse(_sentence(refusal))
        except TooManyAttempts as refusal:
            wait = refusal.facts["retry_after"]
            form.refuse(_("Too many attempts. Try again {in_time}.").format(in_time=in_time(wait)))
        else:
            forget(request)
            sign_in(request, member_id=member_id, at=at)
            answer = redirect("cabinet:friends" if invitation_of(request) else "cabinet:home")
            mark_browser(request, answer, member_id=member_id, at=at)
            return answer
    return _slowed_down(_code_page(request, asked, form, at), wait)


@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Another code to the same contact, when it is time."""
    at = now()
    asked = recall(request)
    if asked is None:
        return redirect("cabinet:sign_in")
    try:
        _send(request, asked.contact, at)
    except TooManyAttempts as refusal:
        wait = refusal.facts["retry_after"]
        form = CodeForm({}, use_required_attribute=False)
        form.errors.clear()
        form.refuse(_too_many_codes(wait))
        return _slowed_down(_code_page(request, asked, form, at), wait)
    return redirect("cabinet:code")


def _answer(request: HttpRequest, contact: Contact, code: str, at: datetime) -> int:
    """Whose code it is; a right one is no guess and does not count against the network it came from."""
    limit, address = sign_ins_from_address(), address_of(request.META)
    count(limit=limit, who=address, at=at)
    answered = answer_challenge(purpose=_SIGN_IN, contact=contact, code=code, at=at)
    forgive(limit=limit, who=address, at=at)
    return answered.member_id


def _send(request: HttpRequest, contact: Contact, at: datetime) -> None:
    """A code to the contact unless it is too early for one; the next page says how long is left.

    TooManyAttempts when this network has asked for too many, whoever they were for.
    """
    count(limit=codes_from_address(), who=address_of(request.META), at=at)
    try:
        started = start_challenge(purpose=_SIGN_IN, contact=contact, at=at)
    except TooManyCodes as refusal:
        again_at = at + timedelta(seconds=refusal.facts["retry_after"])
    else:
        send_soon(at=at)
        again_at = started.again_at
    remember(request, asked=AskedCode(contact=contact, again_at=again_at))


def _code_page(request: HttpRequest, asked: AskedCode, form: CodeForm, at: datetime) -> HttpResponse:
    seconds = asked.seconds_left(at)
    minutes = LIFETIME // timedelta(minutes=1)
    return render(
        request,
        "cabinet/code.html",
        {
            "programme": program().name,
            "form": form,
            "contact": contact_in_words(asked.contact),
            "digits": DIGITS,
            "lifetime": ngettext("It works for {n} minute.", "It works for {n} minutes.", minutes).format(n=minutes),
            "seconds": seconds,
            "wait": in_time(seconds),
            "wait_forms": wait_forms(),
        },
    )


def _slowed_down(page: HttpResponse, wait: int) -> HttpResponse:
    if wait:
        page.status_code = 429
        page.headers["Retry-After"] = str(wait)
    return page


def _too_many_codes(wait: int) -> str:
    return _("Too many codes were asked for from this network. Try again {in_time}.").format(in_time=in_time(wait))


def _sentence(refusal: WrongCode | CodeExpired) -> str:
    if isinstance(refusal, CodeExpired) or not refusal.facts["attempts_left"]:
        return _("This code no longer works. Ask for a new one.")
    left = refusal.facts["attempts_left"]
    words = ngettext("The code does not match. {n} try is left.", "The code does not match. {n} tries are left.", left)
    return words.format(n=left)
