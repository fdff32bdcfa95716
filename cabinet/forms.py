"""What a member types: a contact, then the code that came to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.members.codes import DIGITS
from loyalty.members.contacts import Contact, contact
from loyalty.members.models import Identity
from loyalty.members.normal import InvalidIdentity


class _ContactForm(forms.Form):
    kind: str

    def refuse(self, sentence: str) -> None:
        """Show `sentence` under the field."""
        self.add_error("value", sentence)

    def clean_value(self) -> Contact:
        """The typed contact in its normal form."""
        try:
            return contact(kind=self.kind, value=self.cleaned_data["value"])
        except InvalidIdentity as refusal:
            raise forms.ValidationError(str(refusal.detail)) from refusal


class PhoneForm(_ContactForm):
    kind = Identity.Kind.PHONE
    value = forms.CharField(
        label=_("Phone"),
        max_length=32,
        widget=forms.TextInput(
            {"type": "tel", "inputmode": "tel", "autocomplete": "tel", "placeholder": "+7 900 000-00-00"}
        ),
        error_messages={"required": _("Enter your phone: the code will come to it.")},
    )


class EmailForm(_ContactForm):
    kind = Identity.Kind.EMAIL
    value = forms.CharField(
        label=_("E-mail"),
        max_length=128,
        widget=forms.TextInput(
            {"type": "email", "inputmode": "email", "autocomplete": "email", "placeholder": "anna@mail.ru"}
        ),
        error_messages={"required": _("Enter your e-mail: the code will come to it.")},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the message"),
        max_length=DIGITS * 2,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
        error_messages={"required": _("Enter the code.")},
    )

    def refuse(self, sentence: str) -> None:
        """Show `sentence` under the field."""
        self.add_error("code", sentence)


class InvitationForm(forms.Form):
    code = forms.CharField(
        label=_("Your friend’s code"),
        max_length=64,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code.")},
    )

    def refuse(self, sentence: str) -> None:
        """Show `sentence` under the field."""
        self.add_error("code", sentence)


def contact_form(kind: str, data: Any = None) -> PhoneForm | EmailForm:
    """The form for a phone, or for an e-mail when `kind` says so."""
    form = EmailForm if kind == Identity.Kind.EMAIL else PhoneForm
    return form(data, use_required_attribute=False)


class CertificateForm(forms.Form):
    """A certificate to be put into the cabinet."""

    code = forms.CharField(
        label=_("Code of the certificate"), max_length=64,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code of the certificate.")},
    )  # fmt: skip
    pin = forms.CharField(
        label=_("PIN, if there is one"), required=False, max_length=8,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
