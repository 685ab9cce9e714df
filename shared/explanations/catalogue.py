"""The catalogues of explanations: one YAML file a language, beside this one."""

from functools import cache
from pathlib import Path

import yaml

from shared.explanations.explain import Catalogue, Language

DIRECTORY = Path(__file__).parent


@cache
def catalogue(language: Language) -> Catalogue:
    """Read the catalogue of a language."""
    content = yaml.safe_load((DIRECTORY / f"{language.value}.yaml").read_text(encoding="utf-8"))
    return Catalogue(language, content["sentences"], content["phrases"])
