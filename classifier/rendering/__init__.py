"""Showing predictions to people."""
