"""The command line: Django's own, with one log line per command, and without the words of an unexpected error.

A database error quotes the row it refused, so neither a terminal's scrollback nor the mail of cron may get its text.
"""

import logging
import sys
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.work import told

logger = logging.getLogger("loyalty.command")


def run(argv: Sequence[str]) -> None:
    """Run the command; exit code 1 and one log line, with class and place, for an error nobody expected."""
    name = argv[1] if len(argv) > 1 else "help"
    try:
        with told("command", command=name):
            execute_from_command_line(list(argv))
    except ImproperlyConfigured:  # names a variable, never its value
        raise
    except Exception as error:
        if settings.DEBUG:
            raise
        logger.error("command failed", exc_info=error, extra={"command": name})
        print(f"{name} failed: {type(error).__name__}. The log line above says where.", file=sys.stderr)
        raise SystemExit(1) from None
