"""The sop floor as a Django application."""

from django.apps import AppConfig


class SopConfig(AppConfig):
    """Sop: whose turn it is."""

    name = "kinerja.sop"
    label = "sop"
