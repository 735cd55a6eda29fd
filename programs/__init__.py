"""Programs beside the services: what an operator runs, the scenario player, simulators, and makers of documents."""
