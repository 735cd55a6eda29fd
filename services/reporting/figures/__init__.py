"""The rules of counting: what there is, which part of it is meant, and what each indicator makes of it."""
