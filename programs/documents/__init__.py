"""Writes the documents that are made from code, and builds the site of all documents."""
