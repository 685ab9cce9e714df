"""The embedded tests of a rule in the shape of OpenFisca's YAML tests, for tools that speak it.

OpenFisca knows no third value: where a rule cannot be told, the output is `null`.
The shape is that of the openfisca-core manual, "Writing YAML tests": `name`, `period`, `input`, `output`.
"""

from collections.abc import Iterator

import yaml

from shared.rules.documents.rule import Example, Rule

_OUTPUT = {"true": True, "false": False, "unknown": None}


class _Plain(yaml.SafeDumper):
    """Writes every test out in full: references from one test into another help no reader."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def openfisca_tests(rule: Rule) -> str:
    """Write the tests of `rule`; facts that a test leaves out stay out of its input."""
    return yaml.dump(list(_tests(rule)), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110)


def _tests(rule: Rule) -> Iterator[dict[str, object]]:
    for example in rule.examples:
        test: dict[str, object] = {
            "name": f"{rule.id}: {example.name}",
            "period": example.as_of.isoformat(),
            "input": {name: value for name, value in example.facts.items() if value is not None},
            "output": {rule.id: _OUTPUT[example.expect]},
        }
        keywords = list(_keywords(example))
        yield test | ({"keywords": keywords} if keywords else {})


def _keywords(example: Example) -> Iterator[str]:
    if example.because is not None:
        yield f"because {example.because}"
    yield from (f"needs {fact}" for fact in example.needs or ())
    yield from (f"suppose {it.parameter}: {', '.join(it.members)}" for it in example.suppose)
