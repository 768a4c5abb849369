"""Development tokens: what an identity provider would sign, signed with the secret that PostgREST was given."""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import jwt

from dochub.errors import Problem

MINIMUM = 32  # bytes: PostgREST and RFC 7518 refuse shorter HS256 keys


def token(
    secret: str,
    role: str,
    *,
    sub: str | None = None,
    email: str | None = None,
    claims: Mapping[str, Any] | None = None,
    lifetime: timedelta = timedelta(hours=1),
) -> str:
    """An HS256 JWT for `role`; with `email` as a verified address; `claims` last, so that they win."""
    if len(secret.encode()) < MINIMUM:
        raise Problem(f"the JWT secret has {len(secret.encode())} bytes, fewer than {MINIMUM}")
    now = int(time.time())
    payload: dict[str, Any] = {"role": role, "iat": now, "exp": now + int(lifetime.total_seconds())}
    payload |= {"sub": sub} if sub else {}
    payload |= {"email": email, "email_verified": True} if email else {}
    return jwt.encode(payload | dict(claims or {}), secret, algorithm="HS256")
