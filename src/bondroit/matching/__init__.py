"""Who is who: individuals, deaths and stays."""
