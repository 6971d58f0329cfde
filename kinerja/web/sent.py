"""What a browser sent, before any view sees it: a text that no database can keep is turned away with a sentence."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from kinerja.web.views.stops import unreadable

NUL = "\x00"


class ReadableMiddleware:
    """Refuse NUL characters, which PostgreSQL keeps in no text, in fields and addresses alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Look at what was sent, after the protection against foreign sites has read it."""
        for sent in (request.GET, request.POST):
            if any(NUL in name or any(NUL in value for value in values) for name, values in sent.lists()):
                return unreadable(request)
        return None
