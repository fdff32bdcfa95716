"""What granian serves."""

import gc
import os

import django
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_PROFILE", "web")

django.setup(set_prefix=False)

from config.request import Wsgi  # noqa: E402

application = Wsgi()

import config.celery  # noqa: E402, F401  a page may ask for a job: without this Celery would look for a broker of its own

get_resolver().url_patterns  # noqa: B018  every view is read now, not by the first request
gc.collect()
gc.freeze()  # what is there now stays: without this the collector goes through all of it while a request holds locks
