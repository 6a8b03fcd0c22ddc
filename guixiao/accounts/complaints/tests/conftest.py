from tests.cast import cast, loaded

__all__ = ["cast", "loaded"]
