"""Words of the pages of invitations."""

from django.utils.translation import gettext_lazy as _

STATES = {
    "open": _("等本人来开"),
    "taken": _("已开账号"),
    "revoked": _("已收回"),
    "expired": _("过期了"),
    "locked": _("口令错五次，锁住了"),
}
MARKS = {"open": "◐", "taken": "✓", "revoked": "–", "expired": "!", "locked": "!"}
NOT_OPENED = _("打不开：口令不对，或链接已用过、过期、锁住或收回。请问发邀请的人。")
NAME_TAKEN = _("这个用户名已经有人用了，换一个。")
