"""Signing in and out: counted when it fails, and recorded."""
