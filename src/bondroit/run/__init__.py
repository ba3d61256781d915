"""One execution: its folder, its manifest and its stages, without Prefect."""
