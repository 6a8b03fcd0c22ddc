"""The county's own management of accounts and posts."""
