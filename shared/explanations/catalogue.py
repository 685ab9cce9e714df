"""The catalogues of explanations, beside this one, and of statements, below it: one YAML file a language."""

from functools import cache
from pathlib import Path

import yaml

from shared.explanations.explain import Catalogue, Language
from shared.explanations.statement import StatementWords

DIRECTORY = Path(__file__).parent


@cache
def catalogue(language: Language) -> Catalogue:
    """Read the catalogue of a language."""
    content = yaml.safe_load((DIRECTORY / f"{language.value}.yaml").read_text(encoding="utf-8"))
    return Catalogue(language, content["sentences"], content["phrases"])


@cache
def statement_words(language: Language) -> StatementWords:
    """Read the words of statements in a language."""
    file = DIRECTORY / "statements" / f"{language.value}.yaml"
    return StatementWords(yaml.safe_load(file.read_text(encoding="utf-8")), catalogue(language))
