"""A worklist taken along in Excel, filled in where there is no network, and read back with a preview."""
