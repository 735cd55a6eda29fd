"""An office without Docker: everything on one machine in earnest, by its clock and its own gateways."""
