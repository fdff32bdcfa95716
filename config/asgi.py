"""For servers that insist on ASGI. WSGI is several times faster for this code: serve `config.wsgi`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_PROFILE", "web")

application = get_asgi_application()
