"""Makers of documents: of those that are made from code, and of the site of all."""
