"""The staff's door to campaigns. Importing an area registers its lists and pages with the site."""

from campaigns.admin import triggers  # noqa: F401
