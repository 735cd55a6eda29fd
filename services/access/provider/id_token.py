"""ID token: who has signed it, for whom, when, and in answer to what; nothing of it counts before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from services.access.provider.domain import ProviderRefused
from shared.kernel.clock import machine_now

# By a key of the provider alone: not `none`, nor HS256, where whoever knows the client's secret could sign.
ALGORITHMS = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)]
KINDS = {"RSA", "EC"}
CLOCKS_DIFFER_S = 60
NOT_UNDERSTOOD = (JoseError, ValueError, TypeError, KeyError, AttributeError)  # of what a provider has sent
log = structlog.get_logger()


class KeyMissing(Exception):
    """The token names a key that is not among these: there may be newer ones."""


@dataclass(frozen=True)
class Wanted:
    """What a token must say."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str


def checked(token: str, keys: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    """Return what the token says. Raises KeyMissing, ProviderRefused."""
    try:
        signed = jwt.decode(token, _signing(keys), registry=JWSRegistry(algorithms=ALGORITHMS))
        options = {"iss": {"essential": True, "value": wanted.issuer}}
        claims = CodeIDToken(signed.claims, signed.header, options, vars(wanted))
        claims.validate(now=int(machine_now().timestamp()), leeway=CLOCKS_DIFFER_S)
    except InvalidKeyIdError:
        raise KeyMissing from None
    except NOT_UNDERSTOOD as error:
        log.info("id_token.refused", reason=type(error).__name__)
        raise ProviderRefused from None
    if claims["aud"] not in (wanted.client_id, [wanted.client_id]):  # one for others too is not for us
        log.info("id_token.refused", reason="audience")
        raise ProviderRefused
    return dict(claims)


def _signing(keys: Mapping[str, Any]) -> KeySet:
    """Return the keys that may have signed; a provider has others to be written to."""
    listed = [it for it in keys["keys"] if it.get("kty") in KINDS and it.get("use", "sig") == "sig"]
    return KeySet.import_key_set({"keys": listed})
