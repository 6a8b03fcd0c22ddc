"""Nothing is written here but who put a list on paper."""

from guixiao.accounts.models import User
from guixiao.audit.actions import record


def record_print(user: User, name: str, rows: int) -> None:
    """`name`: the list's word in the log."""
    record(user, "list.print", subject=f"list:{name}", place=user.path, detail={"rows": rows})
