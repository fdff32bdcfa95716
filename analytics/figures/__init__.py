"""Counted figures: what pages read."""
