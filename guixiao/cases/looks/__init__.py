"""Looks at restricted matters: for a purpose, for a short time, recorded, and told to those whom they concern."""
