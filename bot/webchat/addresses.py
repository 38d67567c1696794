"""Whose request it is, as far as an address can tell."""

from __future__ import annotations

import contextlib
import ipaddress

# What one household or one server is given of the newer addresses.
IPV6_NETWORK = 64


def client(peer: str, forwarded: str | None, proxies: int) -> str:
    """The address that a request came from.

    `peer` is who connected, `forwarded` the header X-Forwarded-For, to which each of our `proxies` has added
    whom it saw; what stands before those entries was written by the client and is not believed.
    """
    seen = [entry.strip() for entry in (forwarded or "").split(",") if entry.strip()]
    address = seen[-proxies] if 0 < proxies <= len(seen) else peer
    with contextlib.suppress(ValueError):
        parsed = ipaddress.ip_address(address)
        if parsed.version == 6:
            return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False))
    return address
