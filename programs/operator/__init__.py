"""What an operator does by hand: the command `takwin`, run beside the services with their secrets."""
