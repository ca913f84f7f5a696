"""The office's identity provider: OpenID Connect, authorization code with PKCE, as far as we need it.

`oidc.toml` in the home turns it on (docs/accounts.md). The provider is the only host that the server ever asks.
"""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

from neighborcare.errors import Forbidden, UserError
from neighborcare.store.home import Home
from neighborcare.text import N_

NAME = "oidc.toml"
TIMEOUT = 10.0  # seconds
LARGEST = 1_000_000  # bytes of an answer
LEEWAY = 60  # seconds between two clocks


@dataclass(frozen=True, slots=True)
class Provider:
    """What oidc.toml says: where the provider is, who we are there, and which claim gives which role.

    `roles` maps values of the claim `role_claim` to our roles; whoever has none of them does not come in.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str = "OIDC"
    scopes: str = "openid profile"
    name_claim: str = "preferred_username"
    role_claim: str = "groups"
    community_claim: str = "community"
    ca_file: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for: `subject` is unique for ever, `name` is to be read."""

    subject: str
    name: str
    role: str
    community: str | None


def read(home: Home) -> Provider | None:
    """The provider of this home; None where the office has none. Raises UserError where the file will not do."""
    file = home.path / NAME
    if not file.exists():
        return None
    try:
        made = Provider(**tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, TypeError, UnicodeDecodeError) as error:
        raise UserError(
            N_("{file} cannot be read: {reason}."),
            remedy=N_("docs/accounts.md has an example."),
            file=NAME,
            reason=error,
        ) from None
    _must_be_safe(made.issuer)
    return made


def way(provider: Provider, returning: str, *, state: str, nonce: str, verifier: str) -> str:
    """Where the browser is sent to sign in; it comes back to `returning` with a code."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": returning,
        "scope": provider.scopes,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{_endpoint(provider, 'authorization_endpoint')}?{urlencode(asked)}"


def person(provider: Provider, returning: str, *, code: str, nonce: str, verifier: str) -> Person:
    """Whom the code stands for. Raises Forbidden where the provider does not vouch for anybody with a role here."""
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": returning,
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
        "code_verifier": verifier,
    }
    given = _ask(provider, _endpoint(provider, "token_endpoint"), asked)
    return _vouched(provider, _claims(str(given.get("id_token", ""))), nonce)


def _vouched(provider: Provider, claims: Mapping[str, Any], nonce: str) -> Person:
    """The token came straight from the provider over TLS, which stands for its signature (OIDC Core, 3.1.3.7, 6)."""
    audience = claims.get("aud")
    is_ours = provider.client_id in (audience if isinstance(audience, list) else [audience])
    is_alone = claims.get("azp", provider.client_id) == provider.client_id
    expires = claims.get("exp")
    lasts = isinstance(expires, int | float) and expires + LEEWAY > time.time()
    if (
        claims.get("iss") != provider.issuer
        or claims.get("nonce") != nonce
        or not (is_ours and is_alone and lasts)
    ):
        raise _refused()
    subject, name = claims.get("sub"), claims.get(provider.name_claim)
    if not isinstance(subject, str) or not subject or not isinstance(name, str):
        raise _refused()
    community = claims.get(provider.community_claim)
    return Person(
        f"{provider.issuer}|{subject}", name, _role(provider, claims), str(community) if community else None
    )


def _role(provider: Provider, claims: Mapping[str, Any]) -> str:
    said = claims.get(provider.role_claim)
    values = said if isinstance(said, list) else [said]
    found = next((role for value, role in provider.roles.items() if value in values), None)
    if found is None:
        raise Forbidden(
            N_("Your account at {provider} has no role here."),
            remedy=N_("Ask your administrator."),
            provider=provider.name,
        )
    return found


def _refused() -> Forbidden:
    return Forbidden(N_("The identity provider's answer is not to be trusted."), remedy=N_("Sign in again."))


def _claims(token: str) -> Mapping[str, Any]:
    try:
        _head, payload, _signature = token.split(".")
        found = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, UnicodeDecodeError):
        raise _refused() from None
    if not isinstance(found, dict):
        raise _refused()
    return found


def _endpoint(provider: Provider, name: str) -> str:
    """One of the provider's addresses, as its own document says; the document must be its own."""
    about = _ask(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    address = about.get(name)
    if about.get("issuer") != provider.issuer or not isinstance(address, str):
        raise _refused()
    _must_be_safe(address)
    return address


def _ask(provider: Provider, address: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310 - https or loopback, checked
        address, data=urlencode(form).encode() if form else None, headers={"Accept": "application/json"}
    )
    context = ssl.create_default_context(cafile=provider.ca_file or None)
    opener = urllib.request.build_opener(
        _NoWayOn(), urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            found = json.loads(answer.read(LARGEST))
    except urllib.error.HTTPError as error:
        error.close()
        raise _refused() from None
    except (OSError, ValueError):
        raise UserError(
            N_("{provider} cannot be reached."), remedy=N_("Try again later."), provider=provider.name
        ) from None
    if not isinstance(found, dict):
        raise _refused()
    return found


class _NoWayOn(urllib.request.HTTPRedirectHandler):
    """A provider that sends us on would get our secret to where it pleases."""

    def redirect_request(self, *_arguments: object, **_named: object) -> None:
        """Follow nothing."""


def _must_be_safe(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or "")):
        return
    raise UserError(
        N_("The identity provider's address {address} is not https."),
        remedy=N_("Write its https address into {file}."),
        address=address,
        file=NAME,
    )


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
