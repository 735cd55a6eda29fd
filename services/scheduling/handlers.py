"""What scheduling hears: nothing yet."""

from shared.messaging import Handlers

on = Handlers(consumer="scheduling")
