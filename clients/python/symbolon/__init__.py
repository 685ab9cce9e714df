"""Symbolon from Python: check qualifications, one in a call or a whole file, with the law that governs.

>>> from symbolon import Client
>>> with Client() as symbolon:  # address and key from the environment or the configuration file
...     answer = symbolon.check(
...         award_country="ALB",
...         qualification="Bachelor",
...         award_date="2009-06-30",
...         host_country="NOR",
...         purpose="further study",
...     )
"""

from symbolon.async_client import AsyncClient
from symbolon.client import Client
from symbolon.configuration import Configuration, configuration
from symbolon.errors import Fault, NotConfigured, Refused, SymbolonError, Unreachable

__all__ = [
    "AsyncClient",
    "Client",
    "Configuration",
    "Fault",
    "NotConfigured",
    "Refused",
    "SymbolonError",
    "Unreachable",
    "configuration",
]
