"""Stands in the way of pandas, which the services neither use nor install.

It is a tool of development here, and pyarrow loads it wherever it is found: 60 MB that no installation has.
"""

raise ImportError("pandas is no package of the services")
