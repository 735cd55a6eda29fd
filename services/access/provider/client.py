"""Client of a provider: where it is asked, what its tokens say; what it tells of itself is kept for ten minutes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from authlib.integrations.base_client import OAuthError

from services.access.provider.asking import asking, json_at
from services.access.provider.begun import Begun
from services.access.provider.domain import ProviderAway, ProviderRefused, Told, told_by
from services.access.provider.id_token import NOT_UNDERSTOOD, KeyMissing, Wanted, checked
from services.access.settings import AccessSettings
from shared.kernel.clock import machine_now

KEPT = timedelta(minutes=10)
RENEWED_AFTER = timedelta(minutes=1)  # nobody makes us ask for keys more often by tokens of his own
WHERE = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ASKED_FOR = "openid email"
Said = dict[str, Any]
log = structlog.get_logger()


@dataclass
class Provider:
    """The provider of this installation."""

    settings: AccessSettings
    _known: dict[str, tuple[datetime, Said]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read once whom we trust."""
        self._trust = self.settings.trust()

    @property
    def back(self) -> str:
        """Return where the provider leads people back to; it must know this address beforehand."""
        return f"{self.settings.origin}/access/provider/back"

    def may_have_sent(self, issuer: str) -> bool:
        """Say whether an answer that names this issuer, or none, can be the provider's (RFC 9207)."""
        return issuer in ("", self._issuer)

    def saw_second_factor(self, told: Told) -> bool:
        """Say whether the provider saw one, in words that count here."""
        return told.is_strong(self.settings.oidc_second_factor.split())

    async def address(self, begun: Begun) -> str:
        """Return where the browser is sent. Raises ProviderAway."""
        about = await self._about()
        async with asking(self._trust, **self._client(about)) as asked:
            url, _ = asked.create_authorization_url(
                about["authorization_endpoint"], state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier
            )
        return str(url)

    async def told(self, begun: Begun, code: str) -> Told:
        """Return of whom the code tells; it is good once. No token is kept. Raises ProviderAway, ProviderRefused."""
        about = await self._about()
        token = await self._token(about, begun, code)
        wanted = Wanted(self._issuer, self.settings.oidc_client_id, begun.nonce, token["access_token"])
        claims = await self._checked(about, token["id_token"], wanted)
        if "email" not in claims and "userinfo_endpoint" in about:
            claims = await self._with_address(about["userinfo_endpoint"], token, claims)
        return told_by(self._issuer, claims)

    async def _token(self, about: Said, begun: Begun, code: str) -> dict[str, str]:
        async with asking(self._trust, **self._client(about)) as asked:
            try:
                token = await asked.fetch_token(about["token_endpoint"], code=code, code_verifier=begun.verifier)
            except (OAuthError, *NOT_UNDERSTOOD) as error:
                log.info("provider.refused_code", error=type(error).__name__)
                raise ProviderRefused from None
        if not all(isinstance(token.get(it), str) for it in ("access_token", "id_token")):
            raise ProviderRefused
        return dict(token)

    async def _checked(self, about: Said, id_token: str, wanted: Wanted) -> Said:
        """Return what the token says, by newer keys where it names one that is not known yet."""
        for again in (False, True):
            try:
                return checked(id_token, await self._said(about["jwks_uri"], again=again), wanted)
            except KeyMissing:
                log.info("provider.key_missing")
        raise ProviderRefused

    async def _with_address(self, url: str, token: Said, claims: Said) -> Said:
        """Return the claims with the e-mail address, which some providers tell beside the token."""
        said = await json_at(_secure(url, self._issuer), self._trust, token)
        if said.get("sub") != claims["sub"]:
            raise ProviderRefused
        return claims | {name: said[name] for name in ("email", "email_verified") if name in said}

    async def _about(self) -> Said:
        """Return what the provider says of itself. Raises ProviderAway."""
        about = await self._said(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != self._issuer:
            log.warning("provider.issuer_differs")
            raise ProviderAway
        for name in WHERE:
            _secure(about.get(name), self._issuer)
        return about

    async def _said(self, url: str, *, again: bool = False) -> Said:
        """Return what the provider has at the address, as it was some minutes ago or, with `again`, one minute."""
        at, said = self._known.get(url, (None, {}))
        if at is None or machine_now() - at > (RENEWED_AFTER if again else KEPT):
            said = await json_at(url, self._trust)
            self._known[url] = (machine_now(), said)
        return said

    @property
    def _issuer(self) -> str:
        return self.settings.oidc_issuer

    def _client(self, about: Said) -> dict[str, Any]:
        """Return by what the provider knows us; in the head of a request, as every provider must take it."""
        methods = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        basic = "client_secret_basic" in methods
        return {
            "client_id": self.settings.oidc_client_id,
            "client_secret": self.settings.oidc_client_secret.get_secret_value(),
            "token_endpoint_auth_method": "client_secret_basic" if basic else "client_secret_post",
            "scope": ASKED_FOR,
            "redirect_uri": self.back,
            "code_challenge_method": "S256",
        }


def _secure(url: object, issuer: str) -> str:
    """Return the address, if nobody listens on the way to it. Raises ProviderAway."""
    scheme = urlsplit(url).scheme if isinstance(url, str) else ""
    if not isinstance(url, str) or scheme not in {"https", urlsplit(issuer).scheme}:
        log.warning("provider.address_unusable")
        raise ProviderAway
    return url
