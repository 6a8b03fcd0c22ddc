"""Settings, URLs, middleware and the frame every page stands in."""
