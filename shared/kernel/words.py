"""Whether a text tells anything."""


def says_something(text: str) -> bool:
    """Say whether there is a letter or a digit: blanks, dashes and invisible characters tell nothing."""
    return any(it.isalnum() for it in text)
