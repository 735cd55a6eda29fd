"""The rules of notifications, pure: what is sent at all, until when, at which hours, and how long a text is."""
