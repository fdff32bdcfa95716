"""One colour of the retailer's, made readable: the tones the cabinet needs of it, by day and by night."""

import re

from django.core.exceptions import ImproperlyConfigured

_LIGHT_PAGE = (244, 244, 241)  # the darkest light and the lightest dark that the accent is written on (cabinet.css)
_DARK_SURFACE = (27, 30, 34)
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_READABLE = 5.5  # WCAG 2.2 AA asks 4.5 of text

Colour = tuple[int, int, int]


def parse(text: str) -> Colour:
    """Red, green and blue of "#rrggbb"; ImproperlyConfigured for anything else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ImproperlyConfigured("CABINET_ACCENT must be a colour such as #0f6b4f")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def stylesheet(accent: Colour) -> str:
    """CSS custom properties: the accent, what is written on it, and the accent as text in either theme.

    A strict content policy forbids style attributes, so the colour comes as a file of its own.
    """
    on_accent = max((_WHITE, _BLACK), key=lambda ink: contrast(ink, accent))
    light = _toward(accent, _BLACK, on=_LIGHT_PAGE)
    dark = _toward(accent, _WHITE, on=_DARK_SURFACE)
    return (
        f":root{{--accent:{_hex(accent)};--on-accent:{_hex(on_accent)};--accent-text:{_hex(light)}}}"
        f"@media(prefers-color-scheme:dark){{:root{{--accent-text:{_hex(dark)}}}}}"
    )


def contrast(one: Colour, other: Colour) -> float:
    """The WCAG contrast of two colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _toward(colour: Colour, end: Colour, *, on: Colour) -> Colour:
    """The first mixture of `colour` with `end` that can be read on `on`."""
    for share in range(0, 101, 5):
        red, green, blue = ((a * (100 - share) + b * share) // 100 for a, b in zip(colour, end, strict=True))
        if contrast((red, green, blue), on) >= _READABLE:
            return red, green, blue
    return end


def _luminance(colour: Colour) -> float:
    red, green, blue = (c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
