"""What a process does before it forks."""

from django.db import connections


def leave_no_connection() -> None:
    """A child must not inherit a connection, nor a pool of them: both processes would speak on it, and one user's answer could
    reach another."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
