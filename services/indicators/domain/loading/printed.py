"""Numbers as publishers print them."""

from math import isfinite

import numpy as np

DECIMALS = 5
"""UIS computes its ratios to five decimals."""


def parse_number(text: str) -> float | None:
    """Read a finite number; None for anything else, thousands separators and blanks included."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and not any(sign in text for sign in "_ \t") else None


def is_year(text: str) -> bool:
    """Say whether a text is a year: four digits and nothing else."""
    return len(text) == 4 and text.isascii() and text.isdigit()


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
