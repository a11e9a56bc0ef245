"""What the environment says to the libraries, where one that is wrong there would end in a traceback."""

import os
import ssl

from mnistff.system.errors import KnownError

WHOLE_NUMBERS = (
    "GRADIO_NUM_PORTS",
    "GRADIO_NODE_PORT",
    "GRADIO_NODE_NUM_PORTS",
    "GRADIO_DEFAULT_CONCURRENCY_LIMIT",
    "HF_HUB_DOWNLOAD_TIMEOUT",
    "HF_HUB_ETAG_TIMEOUT",
)
"""Variables that libraries read when they are imported."""
CERTIFICATES = "SSL_CERT_FILE"
"""Whose certificates are believed, as where a company reads what goes through its proxy."""


def check() -> None:
    """Raise a KnownError if the environment holds what a library would stop at.

    To be called before the libraries are imported.
    """
    for name in WHOLE_NUMBERS:
        value = os.environ.get(name, "").strip()
        if value and value != "none" and not (value.isdecimal() and int(value) > 0):
            raise KnownError(
                f"{name} in the environment must be a whole number from 1. Correct it, or unset it."
            )
    if not os.environ.get(CERTIFICATES):
        return
    try:
        ssl.create_default_context(cafile=os.environ[CERTIFICATES])
    except OSError as error:
        reason = "it holds none" if isinstance(error, ssl.SSLError) else error.strerror
        raise KnownError(
            f"The certificates of {CERTIFICATES} in the environment can't be read: {reason}. Correct it, or "
            "unset it."
        ) from error
