"""Read models, made from events alone, and the questions put to them."""
