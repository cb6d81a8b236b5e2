"""A passkey made of software: answers what a page asks of a device, as browsers hand it over."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

UP, UV, AT = 1, 4, 64  # present, unlocked by its owner, key enclosed


def base64url(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Passkey:
    """One key of one person at one site; `unlocked` says whether its owner proved who they are."""

    def __init__(self, *, site="localhost", origin="http://localhost:8000", unlocked=True):
        self.id, self.key = token_bytes(16), ec.generate_private_key(ec.SECP256R1())
        self.site, self.origin, self.flags = site, origin, UP | (UV if unlocked else 0)

    def create(self, options):
        """Answer the question of the page that adds a passkey."""
        asked = options["publicKey"]
        self.person = asked["user"]["id"]
        enclosed = AttestedCredentialData.create(bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(self._site_hash(), self.flags | AT, 0, enclosed)
        response = {
            "clientDataJSON": base64url(self._said("webauthn.create", asked["challenge"])),
            "attestationObject": base64url(AttestationObject.create("none", data, {})),
        }
        return self._credential(response)

    def get(self, options):
        """Answer the question of a page that asks who one is."""
        said = self._said("webauthn.get", options["publicKey"]["challenge"])
        data = AuthenticatorData.create(self._site_hash(), self.flags, 1)
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": base64url(said),
            "authenticatorData": base64url(data),
            "signature": base64url(signature),
            "userHandle": self.person,
        }
        return self._credential(response)

    def _credential(self, response):
        found = {"id": base64url(self.id), "rawId": base64url(self.id), "type": "public-key", "response": response}
        return json.dumps({**found, "clientExtensionResults": {}})

    def _said(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _site_hash(self):
        return sha256(self.site.encode()).digest()
