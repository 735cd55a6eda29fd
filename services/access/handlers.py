"""Events heard: none of the business. Accounts are told from here, and known at once where they are told."""

from shared.kernel.messaging import Handlers

on = Handlers(consumer="access")
