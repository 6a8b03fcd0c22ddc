from guixiao.cases.accountability.tests.conftest import clock, late
from tests.cast import cast

__all__ = ["cast", "clock", "late"]
