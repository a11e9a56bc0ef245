"""Hugging Face's sign-in of one's own, on loopback: as much of OpenID Connect as Gradio's routes speak.

    with serve_sign_in(hub) as sign_in, serving(**sign_in.environment) as url:
        ...  # who signs in is ann, and has a token that the Hub on loopback knows

It signs in whoever comes, or refuses with `sign_in.error`, as when the visitor presses Cancel. The tokens
that it gives may create repositories and change those alone, which is what `contribute-repos` allows.
"""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import FastAPI, Form
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import RSAKey

from support.loopback import listen, serve_app
from support.loopback_hub import LoopbackHub

CLIENT = "mnistff-client"
SCOPES = "openid profile contribute-repos"
NUMBERS = itertools.count(1)


@dataclass
class LoopbackSignIn:
    """How it answers, which may be changed at any time. `tokens` are all that it gave, the newest last."""

    address: str
    hub: LoopbackHub
    error: str = ""
    seconds: int = 8 * 3600
    tokens: list[str] = field(default_factory=list)
    nonces: dict[str, str] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}))

    @property
    def environment(self) -> dict[str, str]:
        """What the environment of a Space with `hf_oauth: true` says."""
        return {
            "SYSTEM": "spaces",
            "SPACE_ID": "ann/mnistff",
            "OAUTH_CLIENT_ID": CLIENT,
            "OAUTH_CLIENT_SECRET": "not told to anybody",
            "OAUTH_SCOPES": SCOPES,
            "OPENID_PROVIDER_URL": self.address,
        }

    def give_token(self) -> str:
        token = f"hf_oauth_{next(NUMBERS)}"
        self.tokens.append(token)
        self.hub.oauth_tokens.add(token)
        return token


def make_app(sign_in: LoopbackSignIn) -> FastAPI:
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    def configuration() -> dict:
        names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        endpoints = {f"{name}_endpoint": f"{sign_in.address}/oauth/{path}" for name, path in names.items()}
        return {
            **endpoints,
            "issuer": sign_in.address,
            "jwks_uri": f"{sign_in.address}/oauth/jwks",
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code"],
        }

    @app.get("/oauth/jwks")
    def keys() -> dict:
        return {"keys": [sign_in.key.as_dict(private=False)]}

    @app.get("/oauth/authorize")
    def authorize(client_id: str, redirect_uri: str, scope: str, state: str, nonce: str = "") -> Response:
        assert client_id == CLIENT and scope == SCOPES
        code = f"code-{next(NUMBERS)}"
        sign_in.nonces[code] = nonce
        answer = {"error": sign_in.error} if sign_in.error else {"code": code}
        joint = "&" if "?" in redirect_uri else "?"
        return RedirectResponse(f"{redirect_uri}{joint}{urlencode({**answer, 'state': state})}")

    @app.post("/oauth/token")
    def token(code: str = Form()) -> Response:
        if code not in sign_in.nonces:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": sign_in.address,
            "aud": CLIENT,
            "sub": "1",
            "iat": now,
            "exp": now + 3600,
            "nonce": sign_in.nonces.pop(code),
            "name": "Ann",
            "preferred_username": "ann",
            "profile": "https://huggingface.co/ann",
            "picture": "https://huggingface.co/avatars/ann.svg",
        }
        return JSONResponse(
            {
                "access_token": sign_in.give_token(),
                "token_type": "bearer",
                "expires_in": sign_in.seconds,
                "scope": SCOPES,
                "id_token": jwt.encode({"alg": "RS256", "kid": "1"}, claims, sign_in.key),
            }
        )

    return app


@contextmanager
def serve_sign_in(hub: LoopbackHub) -> Iterator[LoopbackSignIn]:
    """The sign-in on a free port, until the block is left."""
    listener = listen()
    sign_in = LoopbackSignIn(f"http://127.0.0.1:{listener.getsockname()[1]}", hub)
    with serve_app(make_app(sign_in), listener):
        yield sign_in
