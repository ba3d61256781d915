"""Great Expectations suites, one a table, and the one bridge to them."""
