"""Where a text can be read in two ways, and which texts were not read whole: for a lawyer to confirm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]
"""How far the text of an instrument was read, by instrument; what is not named was read whole."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An open point of an article: the reading that `rules` encode, the `other` one, and what turns on it.

    `because` says why the one was chosen, `decides` which cases come out otherwise under the other, and
    `rests_on` what was read to decide it.
    """

    instrument: str
    article: str
    question: str
    encoded: str
    other: str
    because: str
    decides: str
    rests_on: str
    rules: tuple[str, ...]


def as_markdown(readings: Iterable[Reading], texts: Texts, titles: Mapping[str, str]) -> str:
    """Write both as CommonMark; `titles` are by instrument."""
    parts = ["## To be confirmed by a lawyer\n"]
    parts += [_point(it, titles[it.instrument]) for it in readings]
    parts.append("## Texts that were not read whole\n\n| instrument | how far |\n|---|---|")
    parts[-1] += "".join(f"\n| {titles[name]} | {said} |" for name, said in texts.items()) + "\n"
    return "\n".join(parts)


def _point(it: Reading, title: str) -> str:
    rules = ", ".join(f"`{rule}`" for rule in it.rules)
    return (
        f"### {title}, {it.article}\n\n{it.question}\n\n"
        f"- **Encoded:** {it.encoded}\n- **The other reading:** {it.other}\n- **Why:** {it.because}\n"
        f"- **What turns on it:** {it.decides}\n- **Rests on:** {it.rests_on}.\n- **Rules:** {rules}\n"
    )
