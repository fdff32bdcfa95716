"""The product's settings over throw-away servers and secrets.

The servers start here, not in conftest: pytest-django reads settings before any conftest is imported.
"""

from tests.environment import set_throwaway_environment

set_throwaway_environment(with_servers=True)

from config.settings import *  # noqa: E402, F403
from config.settings import PASSWORD_HASHERS as _PASSWORD_HASHERS  # noqa: E402

# The fast one for tests; the product's own stays readable.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *_PASSWORD_HASHERS]

# Static files are looked up when asked for. Else every client of every test would list all of them first.
WHITENOISE_AUTOREFRESH = True
