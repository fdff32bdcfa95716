"""Imports every module that registers a condition."""

from segments.conditions import history, person, points, tier  # noqa: F401
