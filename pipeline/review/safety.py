"""Who may talk to the page: this machine's own browser, with the session's token. Everybody else is refused."""

import hmac
from collections.abc import Mapping

TOKEN_HEADER = "X-Deskcheck-Token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """The rules of one session: its port and its token.

    A browser that follows a foreign page's link, or whose name for this machine was forged, sends another Host or
    Origin; a program of another user of this machine does not know the token.
    """

    def __init__(self, port: int, token: str) -> None:
        self.hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self.cookie = f"deskcheck_{port}"  # cookies know no ports: two sessions at once need two names
        self._token = token

    def refuses(self, method: str, headers: Mapping[str, str], cookies: Mapping[str, str], query: str) -> str:
        """Tell why a request is refused; '' where it is not. `query` is the token in the address, '' for none."""
        host, origin = headers.get("Host", ""), headers.get("Origin")
        if host not in self.hosts:
            return "the page is for this machine alone"
        if origin is not None and origin != f"http://{host}":
            return "the request comes from another page"
        if method not in ("GET", "HEAD"):
            if headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
                return "the request comes from another page"
            if headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
                return "a request must be JSON"
        offered = (headers.get(TOKEN_HEADER, ""), cookies.get(self.cookie, ""), query)
        if not any(self.is_token(each) for each in offered):
            return "the token of this session is missing: open the address that `deskcheck review` printed"
        return ""

    def is_token(self, offered: str) -> bool:
        """Compare with the token in a time that tells nothing."""
        return hmac.compare_digest(offered.encode("utf-8", "replace"), self._token.encode())
