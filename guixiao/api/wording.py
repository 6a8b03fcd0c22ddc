"""Words of the API and of the page of tokens. Each problem says what is wrong and what to do."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

PROBLEMS = {
    "bad_request": _("请求读不懂，请对照说明检查。"),
    "not_json": _("请求的内容不是 JSON，请检查格式。"),
    "no_token": _("没有令牌，或者令牌已经不能用：请在“我的 → 接口令牌”里查看，必要时重新做一个。"),
    "not_found": _("没有这个地址，或者您的岗位看不到它。"),
    "no_round": _("还没有比对过名册，现在没有数字。"),
    "not_allowed": _("这个地址不支持这种请求方法，可用的方法见 Allow。"),
    "moved": _("别人刚才先办了，您的没有记下：请重新读取再办。"),
    "too_large": _("请求的内容太大。"),
    "not_this_type": _("请求的内容要用 application/json 发送。"),
    "unreadable": _("有的内容填得不对，见 fields。"),
    "unknown_cursor": _("after 不是上一页给出的值，或者那个案件您已经看不到：请从第一页重新读取。"),
    "key_taken": _("这个 key 已经记过别的事：请换一个新的。"),
    "too_many": _("请求太密，请过一会儿再试，见 Retry-After。"),
    "broken": _("系统出了错，已经记下，请稍后再试。"),
}
SHUT = {
    "revoked": _("已收回"),
    "run_out": _("已到期"),
    "post_ended": _("岗位已结束"),
    "account_closed": _("账号已关"),
    "password_changed": _("密码换过，令牌作废"),
}


def in_both(words: Any) -> dict[str, str]:
    """A lazy text, or whatever `words()` says, in Chinese and in English."""
    found = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            found[name] = str(words() if callable(words) else words)
    return found
