"""What can go wrong and was thought of, and what is said of all the rest."""

from mnistff.system import log
from mnistff.system.text import LONGEST_MESSAGE, plain


class KnownError(Exception):
    """Something that can go wrong and was thought of; the message is a sentence that names the remedy."""


class PlainError(KnownError):
    """One whose message may quote what comes from anywhere, so all of it is made plain."""

    def __init__(self, message: str):
        super().__init__(plain(message, LONGEST_MESSAGE))


def told(error: BaseException) -> str:
    """What to say of an exception that came as far as a boundary, in a sentence.

    A boundary is where nobody above would catch it: a thread, a training, a server function, a
    command line. An exception that nobody thought of leaves its traceback in the log (stderr), and
    its own message is not shown to visitors: it may quote a path or a token.
    """
    if isinstance(error, KnownError):
        return str(error)
    what = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        what += f": {error.strerror}"
    log.note(f"Something went wrong that nobody thought of ({what}).", error)
    return f"Something went wrong that nobody thought of ({what}). The log of the program says more."
