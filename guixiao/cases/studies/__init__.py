"""Stationed studies 蹲点研判: who stayed where, what was found, and decisions that are tasks of somebody with a day."""
