"""Numbers as publishers print them."""

from math import isfinite

import numpy as np

DECIMALS = 5
"""UIS computes its ratios to five decimals."""
FIRST_YEAR, LAST_YEAR = 1900, 2100


def parse_number(text: str) -> float | None:
    """Read a finite number in ASCII; None for anything else, thousands separators and blanks included."""
    try:
        value = float(text)
    except ValueError:
        return None
    plain = text.isascii() and not any(sign in text for sign in "_ \t")
    return value if plain and isfinite(value) else None


def is_year(text: str) -> bool:
    """Say whether a text is a year that statistics are about: four digits, 1900 to 2100."""
    return len(text) == 4 and text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR


def has_float_noise(value: float) -> bool:
    """Say whether a value went through 32-bit floats: 10.8365 printed as 10.83650016784668.

    Such a value is exactly a 32-bit float, is not what it would be to five decimals, and lies within 32-bit
    precision of that. Compare it with `rounding`, never digit by digit.
    """
    plain = round(value, DECIMALS)
    as_32_bit = float(np.float32(value))
    near: bool = abs(value - plain) <= 1.2e-7 * abs(value)
    return near and value != plain and value == as_32_bit


def rounding(value: float) -> float:
    """Give how far a printed ratio may be from the computed one: five decimals, or 32-bit precision."""
    return max(0.5e-5, 1.2e-7 * abs(value))
