"""The tests; a package so that the rooms are found in the repository and not in here."""
