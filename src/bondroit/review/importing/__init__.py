"""Taking a run into the desk: figures replaced, the work of people kept."""
