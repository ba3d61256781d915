"""The RSA flows of CNAF and MSA: beneficiaries, accounting movements, debts."""
