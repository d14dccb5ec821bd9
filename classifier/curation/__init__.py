"""Keeping a corpus sound: what is wrong with it, and what it holds."""
