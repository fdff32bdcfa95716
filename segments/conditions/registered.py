"""Imports every module that registers a condition."""

from segments.conditions import history, person, points, rfm, segment, tier  # noqa: F401
