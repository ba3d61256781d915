"""Planted cases, one module a family: errors with their amounts, and look-alikes at 0."""
