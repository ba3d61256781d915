"""Files that leave the desk and come back: PDF, letters, JSON, lists, verdicts."""
