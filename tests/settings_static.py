"""The product's settings as in production, with throw-away secrets and no servers: for checks that read the code."""

from tests.environment import set_throwaway_environment

set_throwaway_environment(with_servers=False)

from config.settings import *  # noqa: E402, F403
