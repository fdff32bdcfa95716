"""What granian serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_PROFILE", "web")

django.setup(set_prefix=False)

from config.request import Wsgi  # noqa: E402

application = Wsgi()

import config.celery  # noqa: E402, F401  a page may ask for a job: without this Celery would look for a broker of its own
