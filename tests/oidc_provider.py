"""An OpenID provider of its own on loopback, built on Authlib's authorization server: it signs people in by password,
remembers them in its session, and asks again where that is demanded. PKCE and nonce are checked by Authlib.

`bent` and `key` make it lie, for the tests of what is refused.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

CLIENT_ID, CLIENT_SECRET = "frcompliance-tests", "a secret between product and provider"
PASSWORD = "known to the provider alone"
FORM = """<!doctype html><html lang="en"><title>Provider</title><h1>{why}</h1><form method="post">
<label>Name <input name="sub"></label><label>Password <input name="password" type="password"></label><button>Go</button>
</form></html>"""


@dataclass
class Client(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """The product, as the provider knows it."""

    redirect_uri: str

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(each for each in scope.split() if each in ("openid", "email", "profile"))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_post", "client_secret_basic")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """What somebody brings back to the product."""

    sub: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    auth_time: int

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Provider:
    """The provider, and what it knows."""

    address: str = ""
    redirect_uri: str = ""
    people: dict[str, dict[str, object]] = field(default_factory=dict)
    """Claims about each subject; all have the same password."""
    bent: dict[str, object] = field(default_factory=dict)
    """Claims that are put over the true ones in ID tokens; None leaves one out."""
    elsewhere: bool = False
    """Whether e-mail and name are told at the user info endpoint instead of in the ID token."""
    about: dict[str, object] = field(default_factory=dict)
    """The same for the answer of the user info endpoint."""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    """What ID tokens are signed with."""
    published: list[RSAKey] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    """Subjects by access token."""
    asked: list[dict[str, str]] = field(default_factory=list)
    """What the product asked for, each time that somebody came from it."""

    def claims(self, sub: str) -> dict[str, object]:
        """What an ID token says about somebody."""
        mine = {} if self.elsewhere else self.people[sub]
        return {"sub": sub, **mine, **self.bent}

    def metadata(self) -> dict[str, object]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }


def _grant_of(provider: Provider) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        def save_authorization_code(self, code: str, request: object) -> None:
            data = request.payload.data  # type: ignore[attr-defined]
            provider.codes[code] = Code(
                sub=request.user,  # type: ignore[attr-defined]
                redirect_uri=data["redirect_uri"],
                scope=data["scope"],
                nonce=data.get("nonce"),
                code_challenge=data.get("code_challenge"),
                code_challenge_method=data.get("code_challenge_method"),
                auth_time=flask.session["at"],
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes = {code: kept for code, kept in provider.codes.items() if kept is not authorization_code}

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.sub

    return Grant


def _tokens_of(provider: Provider) -> OpenIDCode:
    class Tokens(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, request: object) -> bool:
            return any(code.nonce == nonce for code in provider.codes.values())

        def resolve_client_private_key(self, client: Client) -> RSAKey:
            return provider.key

        def get_client_claims(self, client: Client) -> dict[str, object]:
            return {"iss": provider.address}

        def get_encode_header(self, client: Client) -> dict[str, object]:
            return {"alg": "RS256", "kid": "one"}

        def generate_user_info(self, user: str, scope: str) -> dict[str, object]:
            return provider.claims(user)

        def encode_id_token(self, token: dict[str, str], request: object) -> str:
            claims: str = super().encode_id_token(token, request)
            return claims

    return Tokens(require_nonce=True)


def _authorize(provider: Provider, server: AuthorizationServer) -> ResponseReturnValue:
    asked = flask.request.args.to_dict()
    if flask.request.method == "POST":
        sub = flask.request.form["sub"]
        if sub not in provider.people or flask.request.form["password"] != PASSWORD:
            return FORM.format(why="No"), 403
        flask.session.update(sub=sub, at=int(time.time()))
    else:
        provider.asked.append(asked)
        if "sub" not in flask.session or asked.get("prompt") == "login":
            return FORM.format(why="Again" if "sub" in flask.session else "Who")
    try:
        grant = server.get_consent_grant(end_user=flask.session["sub"])
    except OAuth2Error as error:
        return dict(error.get_body()), 400
    answer: ResponseReturnValue = server.create_authorization_response(grant_user=flask.session["sub"], grant=grant)
    return answer


def _application(provider: Provider) -> flask.Flask:
    app = flask.Flask("provider")
    app.secret_key = os.urandom(16)
    app.config["SESSION_COOKIE_NAME"] = "provider"
    server = AuthorizationServer(
        app,
        query_client=lambda name: Client(provider.redirect_uri) if name == CLIENT_ID else None,
        save_token=lambda token, request: provider.tokens.update({token["access_token"]: request.user}),
    )
    server.register_grant(_grant_of(provider), [_tokens_of(provider), CodeChallenge(required=True)])

    def about() -> ResponseReturnValue:
        sub = provider.tokens.get(flask.request.headers.get("Authorization", "").removeprefix("Bearer "))
        return {"sub": sub, **provider.people[sub], **provider.about} if sub else ({}, 401)

    def keys() -> ResponseReturnValue:
        return dict(KeySet([*provider.published]).as_dict(private=False))

    app.add_url_rule("/.well-known/openid-configuration", view_func=provider.metadata)
    app.add_url_rule("/keys", view_func=keys)
    app.add_url_rule("/userinfo", view_func=about)
    app.add_url_rule("/token", view_func=server.create_token_response, methods=["POST"])
    app.add_url_rule("/authorize", "authorize", lambda: _authorize(provider, server), methods=["GET", "POST"])
    return app


@contextmanager
def running_provider(redirect_uri: str, host: str = "127.0.0.1") -> Iterator[Provider]:
    """A provider that answers on a port of loopback under the name `host`, for the product whose people come back to
    `redirect_uri`."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    provider = Provider(redirect_uri=redirect_uri)
    provider.published = [provider.key]
    server = make_server("127.0.0.1", 0, _application(provider), threaded=True)
    provider.address = f"http://{host}:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
