"""What people do at the desk, in plain Python: the pages and the files call this."""
