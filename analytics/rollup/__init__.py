"""Counts figures of the periods in which something changed."""
