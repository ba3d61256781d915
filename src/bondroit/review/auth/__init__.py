"""Who signs in: passwords, sessions, forged forms, attempts, OpenID Connect."""
