"""The vault floor as a Django application."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Vault: the bytes."""

    name = "kinerja.vault"
    label = "vault"
