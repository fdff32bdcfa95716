"""Staff sign in, and guessers are slowed down: alike for a login that exists and one that does not."""

from typing import TYPE_CHECKING, Any

from django.forms import ValidationError
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import ngettext

from loyalty.clock import now
from loyalty.limits.address import address_of
from loyalty.limits.count import TooManyAttempts, count
from loyalty.limits.forgive import forgive
from loyalty.limits.limit import STAFF_SIGN_INS, sign_ins_from_address

if TYPE_CHECKING:
    from django.contrib.admin.forms import AdminAuthenticationForm as UnfoldAuthenticationForm
else:
    from unfold.forms import AuthenticationForm as UnfoldAuthenticationForm


class SignInForm(UnfoldAuthenticationForm):
    """The site's own form, which counts an attempt before it looks at the password, and forgets it when it is right."""

    retry_after = 0

    def clean(self) -> dict[str, Any]:
        login, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not login or not password or self.request is None:
            return super().clean()
        at = now()
        counted = [(sign_ins_from_address(), address_of(self.request.META)), (STAFF_SIGN_INS, login.casefold())]
        try:
            for limit, who in counted:
                count(limit=limit, who=who, at=at)
        except TooManyAttempts as refusal:
            self.retry_after = refusal.facts["retry_after"]
            raise ValidationError(_sentence(self.retry_after)) from refusal
        cleaned: dict[str, Any] = super().clean()
        for limit, who in counted:
            forgive(limit=limit, who=who, at=at)
        return cleaned


def slowed_down(response: HttpResponse) -> HttpResponse:
    """The sign-in page as it is, but 429 with Retry-After when the attempt was one too many."""
    form = (response.context_data or {}).get("form") if isinstance(response, TemplateResponse) else None
    if isinstance(form, SignInForm) and form.retry_after:
        response.status_code = 429
        response.headers["Retry-After"] = str(form.retry_after)
    return response


def _sentence(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many attempts. Try again in {n} minute.", "Too many attempts. Try again in {n} minutes.", minutes
    ).format(n=minutes)
