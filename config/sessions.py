"""Sessions in PostgreSQL, found by keys that could be ours."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """A cookie may carry anything, NUL too, which PostgreSQL refuses with an error: such a key is no key."""

    def _validate_session_key(self, key: str | None) -> bool:
        return key is not None and key.isascii() and key.isalnum() and bool(super()._validate_session_key(key))  # type: ignore[misc]
