"""Guixiao 归校: a county's working system for dropout control."""

__version__ = "0.1.0"
