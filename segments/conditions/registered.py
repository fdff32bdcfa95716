"""Imports every module that registers a condition."""
