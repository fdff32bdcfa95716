"""Every mechanic of the gallery: importing them fills the registry."""

from campaigns.gallery import discounts, everyday

__all__ = ["discounts", "everyday"]
