"""For servers that insist on ASGI. WSGI is several times faster for this code: serve `config.wsgi`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_PROFILE", "web")

django.setup(set_prefix=False)

from config.request import Asgi  # noqa: E402

application = Asgi()
