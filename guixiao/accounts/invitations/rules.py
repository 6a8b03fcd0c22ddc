"""What has become of an invitation, and whether it still opens: pure."""

from datetime import datetime

OPEN, TAKEN, REVOKED, EXPIRED, LOCKED = "open", "taken", "revoked", "expired", "locked"
STATES = (OPEN, TAKEN, REVOKED, EXPIRED, LOCKED)
OPENED_FOR = 30 * 60  # seconds for which a link stays open after the right code


def state_of(
    *, taken: bool, revoked: bool, tries: int, most: int, until: datetime, now: datetime
) -> str:  # what people did counts before what time did
    """Which of STATES; `tries`: wrong codes since the last right one, of which `most` lock it."""
    if taken or revoked:
        return TAKEN if taken else REVOKED
    if now >= until:
        return EXPIRED
    return LOCKED if tries >= most else OPEN
