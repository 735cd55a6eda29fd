"""`python -m services.reporting`: this service as a process of its own."""

from services.reporting.app import create_app
from shared.service.serving import run
from shared.service.settings import Settings

if __name__ == "__main__":
    run(create_app, Settings)
