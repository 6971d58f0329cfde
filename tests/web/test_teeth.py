"""The teeth of the page tests bite."""

import pytest
from django.template import engines
from django.utils import timezone

from kinerja.people.models import Message
from kinerja.web.views import tasks


def test_an_unknown_variable_of_a_template_fails():
    template = engines["django"].from_string("{{ nobody.knows }}")
    with pytest.raises(AssertionError, match=r"unknown template variable: nobody\.knows"):
        template.render({})


def test_a_get_that_writes_fails(browse, collecting, monkeypatch):
    def writing(post_id):
        Message.objects.filter(post_id=post_id).update(read_at=timezone.now())
        return []

    monkeypatch.setattr(tasks, "unread", writing)
    with pytest.raises(AssertionError, match="a GET writes: UPDATE"):
        browse("sekwan").get("/tugas/")
