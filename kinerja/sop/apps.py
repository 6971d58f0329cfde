"""The sop floor as a Django application."""

from django.apps import AppConfig


class SopConfig(AppConfig):
    """Sop: whose turn it is."""

    name = "kinerja.sop"
    label = "sop"

    def ready(self) -> None:
        """Make known the events of a module that no door needs to import: every trail may hold them."""
        import kinerja.sop.enactment  # noqa: F401  # importing it declares its events
