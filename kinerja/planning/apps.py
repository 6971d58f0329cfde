"""The planning floor as a Django application."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Planning: what was promised."""

    name = "kinerja.planning"
    label = "planning"

    def ready(self) -> None:
        """Put what this floor does into the procedure's registers."""
        from kinerja.planning import registration

        registration.register()
