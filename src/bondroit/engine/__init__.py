"""Rules over views: clauses, parameters, evaluation."""
