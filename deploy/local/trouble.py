"""What the person at the terminal can do something about: shown as one message, without a traceback."""


class Trouble(Exception):
    """Something is in the way; the message says what, and what to do."""
