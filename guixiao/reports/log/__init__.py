"""The county's page of its log: who looked at, exported and changed what."""
