"""`python -m services.reporting`: this service as a process of its own."""

from services.reporting.app import create_app
from shared.serving import run
from shared.settings import Settings

if __name__ == "__main__":
    run(create_app, Settings)
