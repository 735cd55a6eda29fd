"""Access: accounts of staff, what each may do, and how they sign in. Its parts are put together here."""

from pathlib import Path

from fastapi import FastAPI

from services.access import api, handlers, tables
from services.access.demonstration import api as demonstration
from services.access.pages import OPEN_PATHS
from services.access.provider.client import Provider
from services.access.recovery import RECOVERY
from services.access.settings import AccessSettings
from services.access.tidying import tidy
from shared.service.assembly import build
from shared.service.running import Service


def service() -> Service:
    """Return what access is made of."""
    migrations = Path(__file__).parent / "migrations"
    return Service(
        name="access",
        metadata=tables.Table.metadata,
        migrations=migrations,
        api=api.router,
        handlers=handlers.on,
        works=(tidy,),
        settings=AccessSettings,
        open_paths=OPEN_PATHS,
        demo_api=demonstration.router,
        recovery=RECOVERY,
    )


def create_app(settings: AccessSettings) -> FastAPI:
    """Build the service's app."""
    app = build(service(), settings)
    app.state.provider = Provider(settings) if settings.oidc_issuer else None
    return app
