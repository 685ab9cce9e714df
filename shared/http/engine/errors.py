"""What can happen on the way to an upstream."""


class UpstreamUnreachable(Exception):
    """No connection, or it broke before an answer began."""


class UpstreamBusy(Exception):
    """As many requests are under way as may be: nothing is known against the upstream."""


class UpstreamTimeout(Exception):
    """The upstream did not begin to answer in time."""


class UpstreamBroken(Exception):
    """The answer broke off in the middle, or is not HTTP/1.1."""


class ClientStalled(Exception):
    """The next piece of the body did not come in time: the upstream is not to blame."""


class ClientLeft(Exception):
    """The client went away before its body was whole: the upstream is not to blame."""
