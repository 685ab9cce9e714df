"""Domains of institutions, as written in web and mail addresses."""


def domain_of(text: str) -> str | None:
    """Give the host of a web or mail address, without ``www.``; None where there is none."""
    _, scheme, rest = text.lower().partition("//")
    host = (rest if scheme else text.lower()).rpartition("@")[2]
    host = host.partition("/")[0].partition(":")[0].removeprefix("www.").rstrip(".")
    labels = host.split(".")
    fine = len(labels) > 1 and all(it and it.replace("-", "").isalnum() for it in labels)
    return host if fine and not labels[-1].isdigit() else None
