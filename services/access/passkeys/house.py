"""House: the name for which devices keep keys, what they are asked, and whether they have answered that."""

from dataclasses import dataclass
from uuid import UUID

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from services.access.factors.sealing import Seal
from services.access.passkeys.domain import PasskeyRefused, host_of
from services.access.passkeys.storage import Passkey
from services.access.people.storage import Account

WITHIN_S = 5 * 60
NOT_UNDERSTOOD = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)  # of what anybody has sent
MUST = UserVerificationRequirement.REQUIRED  # by finger, face or number: then it is two factors in one
# The last, which ASVS 5.0, 11.6.1, disallows, is the only one of Windows Hello on many computers of offices.
TAKEN = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
CHOSEN_BY_DEVICE = AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.REQUIRED, user_verification=MUST)


@dataclass(frozen=True)
class Asked:
    """What a page asks a device, and the same, sealed, as it comes back with the answer."""

    options: str
    carried: str


@dataclass(frozen=True)
class House:
    """Where we are, as browsers say it."""

    origin: str
    seal: Seal

    @property
    def host(self) -> str:
        """Return the name; "" where no passkeys can be offered."""
        return host_of(self.origin)

    def to_add(self, account: Account, known: list[Passkey]) -> Asked:
        """Ask a device for a key that it has not made for the person before."""
        options = generate_registration_options(
            rp_id=self.host,
            rp_name="Takwin",
            user_id=account.id.bytes,
            user_name=account.email,
            user_display_name=account.name,
            authenticator_selection=CHOSEN_BY_DEVICE,
            supported_pub_key_algs=TAKEN,
            exclude_credentials=[PublicKeyCredentialDescriptor(id=it.credential_id) for it in known],
        )
        return Asked(options_to_json(options), self.seal.carried("add", account.id, options.challenge.hex()))

    def to_sign_in(self) -> Asked:
        """Ask a device for whatever key it has for us."""
        options = generate_authentication_options(rp_id=self.host, user_verification=MUST)
        return Asked(options_to_json(options), self.seal.carried("sign-in", "-", options.challenge.hex()))

    def challenge(self, kind: str, whose: object, carried: str) -> str:
        """Return what the page asked. Raises PasskeyRefused where it was open for too long, or asked something else."""
        match self.seal.read(carried, WITHIN_S):
            case [said, by, challenge] if self.host and (said, by) == (kind, str(whose)):
                return challenge
        raise PasskeyRefused

    def added(self, account_id: UUID, carried: str, credential: str) -> VerifiedRegistration:
        """Return the key that a device has made. Raises PasskeyRefused."""
        challenge = bytes.fromhex(self.challenge("add", account_id, carried))
        try:
            return verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.host,
                expected_origin=self.origin,
                require_user_verification=True,
                supported_pub_key_algs=TAKEN,
            )
        except NOT_UNDERSTOOD:
            raise PasskeyRefused from None

    def count(self, challenge: str, credential: str, passkey: Passkey) -> int:
        """Return how often the device has signed by now, if it is this one. Raises PasskeyRefused."""
        try:
            return verify_authentication_response(
                credential=credential,
                expected_challenge=bytes.fromhex(challenge),
                expected_rp_id=self.host,
                expected_origin=self.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            ).new_sign_count
        except NOT_UNDERSTOOD:
            raise PasskeyRefused from None


def credential_id(credential: str) -> bytes:
    """Return which key the device has used, as it says. Raises PasskeyRefused."""
    try:
        return base64url_to_bytes(parse_authentication_credential_json(credential).id)
    except NOT_UNDERSTOOD:
        raise PasskeyRefused from None
