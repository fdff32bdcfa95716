"""Staff signed in to the admin, each by their role."""

import pytest
from django.test import Client

from tests.builders import a_user
from tests.cast import Cast
from tests.loyalty.admin.roles import SignIn


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """A browser of an employee with this role; Russian unless told."""

    def enter(role: str = "Owner", *, language: str = "ru") -> Client:
        user = {"Owner": cast.owner, "Cashier lead": cast.cashier}.get(role) or a_user(roles=[role])
        client = Client()
        client.force_login(user)
        client.cookies["language"] = language
        return client

    return enter
