"""The desk's database: tables, migrations, encryption at rest."""
