"""The app registry entry of ``accounts``."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class AccountsConfig(AppConfig):
    """People, their vault, roles and requests for access."""

    name = "accounts"

    def ready(self) -> None:
        """New pages of an agency belong to its editors; tags stay with their owners."""
        from accounts.factor.gate import watch_sign_ins
        from accounts.gate import popular_tags_hide
        from accounts.groups import face_created
        from accounts.personal import PersonalAccount
        from accounts.services.devices import watch_devices
        from core.registry import Personal, register

        popular_tags_hide()
        watch_sign_ins()
        watch_devices()
        register(Personal, "accounts", PersonalAccount())
        post_save.connect(face_created, dispatch_uid="accounts.face_created")
