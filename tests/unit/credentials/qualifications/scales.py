SCALES: frozenset[str] = frozenset()
