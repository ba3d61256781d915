"""The words of bondroit: tables, rules, findings, cases and runs."""
