"""The languages that pictures speak: phrases, names of countries, numbers, and the direction of writing.

Names of countries, number and percent formats come from the Unicode CLDR through Babel.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

from babel import Locale
from babel.core import get_global
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent, get_decimal_symbol, get_group_symbol

RIGHT_TO_LEFT, LEFT_TO_RIGHT, POP = "\u202b", "\u202a", "\u202c"
"""Unicode embedding: within a drawing, a line of Arabic keeps its order whatever Latin words stand in it."""

ALPHA_2: Mapping[str, list[str]] = get_global("territory_aliases")


class Language:
    """One language. Raises KeyError on a phrase that it does not know."""

    def __init__(self, code: str, phrases: Mapping[str, str]) -> None:
        self.code = code
        self._phrases = phrases
        self._locale = Locale.parse(code)

    @cached_property
    def rtl(self) -> bool:
        """Say whether it is written from right to left."""
        return self._locale.text_direction == "rtl"

    def say(self, phrase: str, **values: str | int) -> str:
        """Give a phrase with its values filled in."""
        return self._phrases[phrase].format(**values)

    def knows(self, phrase: str) -> bool:
        """Say whether the phrase is there."""
        return phrase in self._phrases

    def number(self, value: float) -> str:
        """Write a number for people: thousands apart, no needless decimals."""
        pattern = "#,##0" if abs(value) >= 100 or value == int(value) else "#,##0.###"
        return format_decimal(value, format=pattern, locale=self._locale)

    def decimal(self, value: float, digits: int) -> str:
        """Write a number with so many decimals."""
        return format_decimal(value, format="#,##0." + digits * "0", locale=self._locale)

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share as a percentage."""
        shown = format_percent(1, locale=self._locale).replace("100", "{}")
        value = format_decimal(
            100 * share, format="0." + digits * "0" if digits else "0", locale=self._locale
        )
        return shown.format(value)

    def place(self, code: str) -> str:
        """Name a country by its ISO 3166-1 alpha-3 code; a code without a name stays as it is."""
        aliases = ALPHA_2.get(code, [])
        name = self._locale.territories.get(aliases[0]) if len(aliases) == 1 else None
        return name or code

    def listed(self, items: Iterable[str]) -> str:
        """Write a list with its commas and its "and"."""
        return format_list(list(items), locale=self._locale)

    def line(self, text: str) -> str:
        """Give a text as it stands in a drawing, which has no direction of its own."""
        return f"{RIGHT_TO_LEFT}{text}{POP}" if self.rtl else text

    def verbatim(self, code: str) -> str:
        """Give a date, an id or a code as it stands: between Arabic words its parts would change places."""
        return f"{LEFT_TO_RIGHT}{code}{POP}" if self.rtl else code

    @cached_property
    def number_format(self) -> Mapping[str, object]:
        """Give the format of the numbers on axes, as Vega wants it."""
        return {
            "decimal": get_decimal_symbol(self._locale),
            "thousands": get_group_symbol(self._locale),
            "grouping": [3],
            "currency": ["", ""],
            "percent": format_percent(1, locale=self._locale).removeprefix("100"),
        }


class Languages:
    """All languages; the first is spoken where nobody asks for another."""

    def __init__(self, phrases: Mapping[str, Mapping[str, str]]) -> None:
        codes = list(next(iter(phrases.values())))
        self._all = {
            code: Language(code, {name: texts[code] for name, texts in phrases.items()}) for code in codes
        }

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the languages."""
        return tuple(self._all)

    def get(self, code: str) -> Language:
        """Give a language. Raises KeyError."""
        return self._all[code]

    def preferred(self, accepted: str) -> Language:
        """Choose by a header `Accept-Language` (RFC 9110, 12.5.4); what cannot be read is left out."""
        weighed = [_weighed(part) for part in accepted.split(",")]
        for _, code in sorted((it for it in weighed if it[0] > 0), key=lambda it: -it[0]):
            if code in self._all:
                return self._all[code]
        return next(iter(self._all.values()))


def _weighed(part: str) -> tuple[float, str]:
    tag, _, parameters = part.partition(";")
    weight = parameters.strip().removeprefix("q=") if parameters.strip() else "1"
    try:
        quality = float(weight)
    except ValueError:
        quality = 0.0
    return quality, tag.strip().lower().partition("-")[0]
