"""Assembly of a service: its routes, handlers and tables become an app."""

from fastapi import APIRouter, Depends, FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse

from shared.http import idempotency, problems
from shared.http.guard import Guard
from shared.http.head_requests import Heads
from shared.http.request_log import Said
from shared.http.requests import address_without_nul
from shared.http.retries import Again
from shared.http.routes import put_side_by_side
from shared.service.demonstration import demo_router
from shared.service.running import Parts, Service, lifespan
from shared.service.settings import Settings
from shared.web import assets
from shared.web.audit_page import audit_router
from shared.web.error_page import error_page

COMPRESSED_FROM = 1_000  # bytes; why this betrays nothing: docs/decisions/0031
COMPRESSION = 5  # of 9; beyond it pages hardly shrink


def build(service: Service, settings: Settings) -> FastAPI:
    """Assemble a service under its own prefix /<name>."""
    parts = Parts(service, settings)
    app = FastAPI(
        title=f"Takwin {service.name}",
        lifespan=lambda app: lifespan(app, parts),
        openapi_url=f"/{service.name}/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(address_without_nul)],
    )
    app.state.settings = settings
    app.state.parts = parts
    for router in (service.api, audit_router(), assets.router, _health(parts)):
        app.include_router(router, prefix=f"/{service.name}")
    for router in (demo_router(), service.demo_api) if settings.demo else ():
        app.include_router(router, prefix=f"/{service.name}")
    put_side_by_side(app)
    _enclose(app, service, settings)
    problems.install(app, error_page)
    app.add_exception_handler(idempotency.Replayed, idempotency.replayed)  # type: ignore[arg-type]
    app.add_exception_handler(idempotency.DoneBefore, idempotency.done_before)  # type: ignore[arg-type]
    return app


def _enclose(app: FastAPI, service: Service, settings: Settings) -> None:
    """Put around the routes what each request passes, the innermost first."""
    app.add_middleware(Again)
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM, compresslevel=COMPRESSION)
    app.add_middleware(Heads)
    app.add_middleware(Guard, settings=settings, uploads=service.uploads, open_paths=service.open_paths)
    app.add_middleware(Said)


def _health(parts: Parts) -> APIRouter:
    router = APIRouter(prefix="/health", tags=["health"])

    @router.get("/live")
    async def live() -> JSONResponse:
        """Say whether the process gets on by itself: an outage of others, however long, is no reason to restart it."""
        return JSONResponse({"live": parts.watch.live()}, 200 if parts.watch.live() else 503)

    @router.get("/ready")
    async def ready() -> JSONResponse:
        """Say whether all is well; `degraded`: pages are served, and something behind them is missing."""
        checks = await parts.checks()
        well = all(checks.values())
        state = "ready" if well else "degraded" if checks["database"] else "away"
        return JSONResponse({"state": state, **checks}, 200 if well else 503)

    @router.get("/started")
    async def started() -> JSONResponse:
        """Say whether it was ready once, or has waited for others as long as anybody should wait for it."""
        done = await parts.has_started()
        return JSONResponse({"started": done}, 200 if done else 503)

    return router
