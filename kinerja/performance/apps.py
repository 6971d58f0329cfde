"""The performance floor as a Django application."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    """Performance: what was reached."""

    name = "kinerja.performance"
    label = "performance"

    def ready(self) -> None:
        """Put what this floor does into the procedure's registers."""
        from kinerja.performance import registration

        registration.register()
