"""`python -m services.access`: this service as a process of its own."""

from services.access.app import create_app, service
from shared.service.serving import run

if __name__ == "__main__":
    run(create_app, service().settings)
