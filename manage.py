#!/usr/bin/env python
"""Django's command line. Settings come from the environment: see `.env.example`."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.command_line import run

    run(sys.argv)
