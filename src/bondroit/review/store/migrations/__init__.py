"""Migrations of the desk's tables, run by Alembic."""
