"""Bringing extracts from elsewhere to the workspace: whole, checked, resumable."""
