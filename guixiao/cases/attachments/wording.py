"""Words about proofs."""

from django.utils.translation import gettext_lazy as _

# Why a file is not kept, and what to do instead.
UNFIT = {
    "unknown": _("不是照片（JPEG、PNG、WebP）或 PDF。请拍照，或另存为 PDF。"),
    "heic": _("是苹果手机的 HEIC 照片。请在手机“设置、相机、格式”里选“兼容性最佳”后再拍，或另存为 JPEG。"),
    "office": _("是 Word、Excel 文件或压缩包，里面可能有宏。请打印成 PDF 或拍照。"),
    "empty": _("是空文件，请重新选。"),
    "too_large": _("超过 20 MB，请拍小一点，或分开扫描。"),
    "too_many": _("一次最多 6 个文件，这个没有收，请再传一次。"),
    "too_many_pixels": _("照片太大（超过 5 千万像素），请用普通大小再拍。"),
    "moving": _("是会动的图，请换一张照片。"),
    "broken": _("文件坏了或者没传完，打不开。请重新拍、重新扫描。"),
    "password": _("PDF 有密码，请去掉密码再传。"),
    "acting": _("PDF 里有脚本、表单提交或夹带的文件，不能收。请打印成新的 PDF 再传。"),
    "too_many_pages": _("PDF 超过 200 页，请只留有关的几页。"),
    "endless": _("PDF 太复杂，请打印成新的 PDF 再传。"),
}
