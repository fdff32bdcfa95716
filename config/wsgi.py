"""What granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_PROFILE", "web")

application = get_wsgi_application()

import config.celery  # noqa: E402, F401  a page may ask for a job: without this Celery would look for a broker of its own
