"""The documents floor as a Django application."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents: what we sign, number, freeze and archive."""

    name = "kinerja.documents"
    label = "documents"

    def ready(self) -> None:
        """Put what this floor does into the procedure's registers."""
        from kinerja.documents import registration

        registration.register()
