"""Which reserved names persons have bound, and to what.

A binding is made here, by whoever has read the definition, and reviewed like any other change. It names the
person, the day and the text that was read, and `/v1/formulas` shows it. Nothing else binds a name, and a
bound name is never bound again.
"""

from services.indicators.domain.formulas.registry import Binding

BINDINGS: tuple[Binding, ...] = ()
