"""Imports every module that registers an effect."""
