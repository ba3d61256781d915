"""The clause language: a typed subset of SQL over one view."""
