"""Why a file is not kept."""


class Unfit(Exception):
    """`why`: a name of wording.UNFIT."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
