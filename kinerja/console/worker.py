"""The web application as one worker of the server runs it."""

import gc
from importlib import import_module

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

ROUNDS = (20_000, 20, 50)  # objects made before the collector looks at the youngest, and rounds of each age


def application() -> WSGIHandler:
    """Return the application with everything loaded that answers its pages."""
    loaded = get_wsgi_application()
    import_module(settings.ROOT_URLCONF)
    leave_in_peace()
    return loaded


def leave_in_peace() -> None:
    """Take what is loaded by now out of the garbage collector's rounds: it stays as long as the process does.

    A step makes some ten thousand short-lived objects; going through the whole application again and again on their
    account takes a sixth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*ROUNDS)
