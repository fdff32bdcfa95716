"""The product's settings with one address more: the empty view that quotes are compared with."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
