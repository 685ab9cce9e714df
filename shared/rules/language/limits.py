"""How large a condition may be. Refused at publication, checked again when a release is loaded.

With them every evaluation costs at most (size of the tree) times (length of a list): no rule can hang.
"""

SOURCE = 4_000
"""Characters of one condition."""
DEPTH = 24
"""Levels of nesting, in brackets as in operators."""
CHOICES = 64
"""Members of a literal list."""
CONDITIONS = 32
"""Named conditions of a rule."""
NODES = 1_000
"""Nodes of one condition's tree."""
WHOLE = 2**31 - 1
"""The largest whole number, in facts and literals, either side of zero."""
SUM = 2**62
"""No computation may be able to leave this range, so that 64-bit columns and CEL never overflow."""
