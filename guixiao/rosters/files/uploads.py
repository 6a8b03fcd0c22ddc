"""How an upload arrives: into a file without a name, which vanishes with the process; within the limit; from who may send it."""

import tempfile
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import get_language

from guixiao.linkage.reading import Phrase, RosterError
from guixiao.linkage.reading.content import ROSTER_FILE
from guixiao.rosters.files.rules import readable, safe_name
from guixiao.rosters.files.store import folder

UPLOADING = ("load_rosters", "verify")  # whoever may send files at all


class Upload(UploadedFile):
    """`too_large`: it was longer than allowed and nothing of it was kept; `size` is what came."""

    too_large = False


class RosterUploadHandler(FileUploadHandler):
    """The one handler of uploads: plain rosters never lie on the disk under a name."""

    chunk_size = 1 << 18

    def new_file(self, *arguments: Any, **options: Any) -> None:
        super().new_file(*arguments, **options)
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated or not any(map(user.may, UPLOADING)):
            raise SkipFile
        self.file, self.came = tempfile.TemporaryFile(dir=folder()), 0  # noqa: SIM115 - closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.came += len(raw_data)
        if self.came <= settings.MOST_UPLOAD_BYTES:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Upload:
        upload = Upload(self.file, self.file_name, self.content_type, self.came, self.charset, self.content_type_extra)
        upload.too_large = self.came > settings.MOST_UPLOAD_BYTES
        if upload.too_large:
            self.file.truncate(0)
        self.file.seek(0)
        return upload


def refusal(upload: Any) -> str:
    """Why a file is not even kept, in the reader's words; "" where it is."""
    name = safe_name(upload.name or "")
    if getattr(upload, "too_large", False):
        most = settings.MOST_UPLOAD_BYTES >> 20
        found = Phrase(f"{upload.size / 1e6:,.0f} MB 的文件", f"a file of {upload.size / 1e6:,.0f} MB")
        return _told(RosterError(name, found=found, expected=Phrase(f"不超过 {most} MB 的文件", f"a file of at most {most} MB")))
    if not readable(name):
        ending = PurePosixPath(name).suffix
        found = Phrase(f"文件类型 {ending or '（无扩展名）'}", f"the file type {ending or '(none)'}")
        return _told(RosterError(name, found=found, expected=ROSTER_FILE))
    return ""


def _told(problem: RosterError) -> str:
    return problem.message(get_language() or "zh")
