"""Services as programs may take them: what each is made of, imported when it is needed, for that costs seconds."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI

    from shared.service.running import Service


def service_of(name: str) -> "Service":
    """Return what the service is made of."""
    service: Service = import_module(f"services.{name}.app").service()
    return service


def app_of(name: str, **settings: Any) -> "FastAPI":
    """Return the service as an app, with these settings."""
    module = import_module(f"services.{name}.app")
    app: FastAPI = module.create_app(module.service().settings(**settings))
    return app
