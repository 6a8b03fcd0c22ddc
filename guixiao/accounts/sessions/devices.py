"""What a browser says of itself, cut down to what its owner knows it by: families, no versions."""

BROWSERS = {
    "MicroMessenger": "微信", "DingTalk": "钉钉", "Lark": "飞书", "Edg": "Edge", "OPR/": "Opera", "QQBrowser": "QQ浏览器",
    "UCBrowser": "UC浏览器", "HuaweiBrowser": "华为浏览器", "MiuiBrowser": "小米浏览器", "Firefox": "Firefox", "Chrome": "Chrome",
    "Safari": "Safari", "MSIE": "IE", "Trident": "IE",
}  # fmt: skip
SYSTEMS = {
    "HarmonyOS": "HarmonyOS", "OpenHarmony": "HarmonyOS", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad",
    "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux",
}  # fmt: skip


def device_of(told: str) -> str:
    """`Chrome · Windows`; what is not known is left out."""
    found = (next((name for mark, name in table.items() if mark in told), "") for table in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, found))
