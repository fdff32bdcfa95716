"""System checks of settings and registries."""
