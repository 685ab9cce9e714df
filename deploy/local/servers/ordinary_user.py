"""How root runs the programs of PostgreSQL, which refuse to be run by root.

First choice: a user namespace in which root's own number appears as `nobody`. Nothing on the machine is
created or loosened, and the files stay root's. Where namespaces are forbidden (many containers): the
process becomes `nobody` and keeps one capability, to pass through folders that only root may enter.
"""

import ctypes
import os
import pwd
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.local.trouble import Trouble

_LIBC = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWUSER = 0x10000000
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522


@dataclass(frozen=True, slots=True)
class OrdinaryUser:
    """Whose process it will be: `become` runs between fork and exec; None changes nothing.

    `owner` is the number that must own the data directory, seen from outside.
    """

    become: Callable[[], None] | None
    owner: int


def ordinary_user(program: Path) -> OrdinaryUser:
    """Find a way to run `program` as somebody who is not root. Raises Trouble where there is none."""
    if os.geteuid() != 0:
        return OrdinaryUser(None, os.geteuid())
    nobody = _nobody()
    for candidate in (in_user_namespace(nobody), without_privileges(nobody)):
        if _can_run(program, candidate):
            return candidate
    raise Trouble(
        "PostgreSQL refuses to be run by root, and this machine allows neither a user namespace nor a "
        "change of user: start Symbolon as an ordinary user, or set SYMBOLON_DATABASE_URL"
    )


def in_user_namespace(user: pwd.struct_passwd) -> OrdinaryUser:
    """Appear as `user` in a namespace where root's own number is mapped to it."""
    group = os.getegid()  # inside the namespace it has no number until it is mapped

    def become() -> None:
        if _LIBC.unshare(_CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        for name, content in (
            ("setgroups", "deny"),
            ("uid_map", f"{user.pw_uid} 0 1"),
            ("gid_map", f"{user.pw_gid} {group} 1"),
        ):
            with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123 - between fork and exec, the least
                file.write(content)

    return OrdinaryUser(become, owner=0)


def without_privileges(user: pwd.struct_passwd) -> OrdinaryUser:
    """Become `user`, and keep only the right to reach files past the permissions of folders."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    kept = 1 << _CAP_DAC_OVERRIDE
    sets = (ctypes.c_uint32 * 6)(kept, kept, kept, 0, 0, 0)

    def become() -> None:
        os.setgroups([])
        os.setgid(user.pw_gid)
        _LIBC.prctl(_PR_SET_KEEPCAPS, 1)
        os.setuid(user.pw_uid)
        if _LIBC.capset(header, sets) != 0:
            raise OSError(ctypes.get_errno(), "capset")
        if _LIBC.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")

    return OrdinaryUser(become, owner=user.pw_uid)


def _nobody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("nobody")  # initdb wants a number that has a name
    except KeyError:
        raise Trouble("PostgreSQL refuses to be run by root, and there is no user `nobody`") from None


def _can_run(program: Path, user: OrdinaryUser) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - the wheel's own program
            [program, "--version"], preexec_fn=user.become, capture_output=True, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
