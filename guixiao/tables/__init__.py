"""The tables of an empty database: made at once as the models are, not by every migration there ever was."""
