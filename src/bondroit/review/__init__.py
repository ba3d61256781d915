"""The review desk: what auditors work with all day."""
