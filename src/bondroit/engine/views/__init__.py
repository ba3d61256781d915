"""Documented frames that rules are written over."""
