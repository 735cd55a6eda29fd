"""The operator's command `takwin`, run beside the services with their secrets."""
