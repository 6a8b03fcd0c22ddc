"""The cast's fixtures, and the browser."""

from tests.cast import cast, loaded
from tests.chromium import chromium

__all__ = ["cast", "chromium", "loaded"]
