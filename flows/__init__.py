"""Prefect flows only: order, retries, artifacts; no logic."""
