"""`python -m services.scheduling`: this service as a process of its own."""

from services.scheduling.app import create_app
from shared.serving import run
from shared.settings import Settings

if __name__ == "__main__":
    run(create_app, Settings)
