"""The audit floor as a Django application."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit: the trail."""

    name = "kinerja.audit"
    label = "audit"
