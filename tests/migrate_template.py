"""`python -m tests.migrate_template`: migrates the template while the run that started it collects its tests."""

import os

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tests.databases import migrate_template_once  # it knows models

    migrate_template_once()
