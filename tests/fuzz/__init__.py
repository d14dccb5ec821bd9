"""Fuzzing of every reader and of `predict`; ``python -m tests.fuzz`` runs it and prints a table.

The law: a target returns or raises `ClassifierError`; it does so within a second a megabyte, and without a
warning. ``targets`` says what is fuzzed, ``engines`` how inputs are made, ``law`` what is a finding, ``coverage``
drives atheris where it is installed. What was found stands in ``cases``, one file an input, and is tried again
by the tests.
"""
