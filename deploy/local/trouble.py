"""What the person at the terminal can do something about: shown as one message, without a traceback."""

import errno


class Trouble(Exception):
    """Something is in the way; the message says what, and what to do."""


def trouble_with_file(error: OSError) -> Trouble:
    """Put an error of the file system into words."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Trouble(f"the disk is full{where}: make room and start again; nothing was lost")
    return Trouble(f"the file system refuses: {error.strerror or error}{where}")
