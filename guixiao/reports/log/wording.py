"""What each act of the log is called. An act that is not here is shown by its own name."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "account.close": _("关了账号"),
    "account.open": _("开了账号"),
    "account.password": _("换了自己的密码"),
    "account.renew": _("发了一次性密码"),
    "account.reopen": _("重新打开账号"),
    "aliases.load": _("装入地名别名"),
    "case.confirm": _("确认核查结果"),
    "case.confirm_many": _("一次确认多个核查结果"),
    "case.dispute": _("不同意核查结果，退回"),
    "case.expire": _("到期再查"),
    "case.find": _("记下核查结果"),
    "case.find_many": _("一次记下多个核查结果"),
    "case.follow": _("按新一轮名册更新疑似名单"),
    "case.reopen": _("重新核查"),
    "case.withdraw": _("收回核查结果"),
    "child.add": _("加了一个孩子"),
    "child.correct": _("更正了上门见到的孩子"),
    "child.lookup": _("按身份证号查到别处的孩子"),
    "child.reveal": _("看了号码"),
    "child.take_back": _("恢复了撤回的孩子"),
    "child.withdraw": _("撤回了上门见到的孩子"),
    "demo.remove": _("清除演示数据"),
    "import.confirm": _("确认导入名册"),
    "import.discard": _("放弃导入"),
    "import.hold": _("名册像是拿错了，先停下"),
    "import.upload": _("上传名册"),
    "keys.rotate": _("换了密钥"),
    "list.export": _("导出名单"),
    "list.print": _("打印名单"),
    "places.load": _("装入乡镇和村"),
    "post.end": _("结束岗位"),
    "post.give": _("给了岗位"),
    "review.decide": _("认定疑点"),
    "review.undo": _("撤回认定"),
    "round.record": _("记下一轮比对"),
    "round.show": _("换成显示这一轮"),
    "schools.load": _("装入学校"),
    "schools.remove": _("移除没人用的学校"),
    "session.close": _("退出"),
    "session.open": _("登录"),
    "session.refuse": _("密码不对，没让登录"),
}
# What a reader of the log asks for: acts by the word before the point, or the word after it.
KINDS = {
    "looks": _("看了号码"),
    "exports": _("导出、打印、下载"),
    "sessions": _("登录"),
    "changes": _("改动"),
}
DETAILS = {
    "address": _("地址"),
    "as_of": _("截至"),
    "at": _("地方"),
    "evidence": _("佐证"),
    "filter": _("条件"),
    "finding": _("核查结果"),
    "list": _("名单"),
    "name": _("姓名"),
    "numbers": _("号码"),
    "purpose": _("用途"),
    "round": _("轮次"),
    "rows": _("行数"),
    "since": _("从"),
    "until": _("到"),
    "username": _("用户名"),
}
# How an export showed them.
NUMBERS = {"full": _("完整"), "masked": _("遮住")}
WHAT = {"id_number": _("身份证号"), "phone": _("电话"), "doubt": _("复核页上的全部号码")}
