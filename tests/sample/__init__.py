"""A service of the tests: notes each event it hears in a table that no key protects from a second note."""
