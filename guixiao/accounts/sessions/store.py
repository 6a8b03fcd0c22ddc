"""Where sessions are kept: Django's own way, with a row that knows whose it is (`settings.SESSION_ENGINE`)."""

from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore as Plain
from django.utils import timezone

from guixiao.accounts.sessions.models import Session


class SessionStore(Plain):
    row: Session | None = None  # as it was read or last written

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()  # type: ignore[misc]  # Django's own name for it
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made: Any = super().create_model_instance(data)
        known = data.get(SESSION_KEY)
        made.user_id = get_user_model()._meta.pk.to_python(known) if known else None
        made.device = data.get("device", "")
        if self.row is not None and self.row.user_id == made.user_id:
            made.since = self.row.since
        made.last_seen = timezone.now()
        self.row = made
        return self.row

    def flush(self) -> None:
        super().flush()
        self.row = None
