"""The roles of staff, and what a signed-in employee is to a test."""

from typing import Protocol

from django.test import Client

ROLES = ("Owner", "Marketer", "Approver", "Analyst", "Support", "Cashier lead", "Integrator")


class SignIn(Protocol):
    """`sign_in("Support")` is a browser of an employee with that role."""

    def __call__(self, role: str = "Owner", *, language: str = "ru") -> Client: ...
