"""Findings netted into cases: a euro is counted once."""
