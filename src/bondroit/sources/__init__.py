"""Readers: extracts in their real formats become tables."""
