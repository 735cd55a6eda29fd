"""The outer world of a demonstration: a mailbox and phones, which keep what they got before they say so."""

GATEWAY_PATH = "/messages"  # of the phones: where SMS are handed over
SHOWN_PATH = "/shown"  # of both: whole messages, for the page of the demonstration
KEY_HEADER = "x-takwin-outside"
