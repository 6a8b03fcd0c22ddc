"""Who is signed in where: Django's session with its person, its device, and when it was last used."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.module_loading import import_string


class Session(AbstractBaseSession):
    """The key is as good as a password until the session ends: it never stands on a page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=40, blank=True, default="", help_text="Families of browser and system, no more.")
    since = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now, help_text="Written once a minute at most.")

    def __str__(self) -> str:
        return f"{self.user} {self.device} {self.since:%Y-%m-%d %H:%M}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")

    @property
    def word(self) -> str:
        """By which a page names it."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:32]
