"""The people floor as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People: who acts."""

    name = "kinerja.people"
    label = "people"
