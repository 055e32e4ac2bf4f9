"""A browser without a screen: keeps cookies, sends forms with their token, follows nothing by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from secrets import token_hex
from urllib.parse import urlencode

NO_ANSWER = (OSError, HTTPException)
"""What is raised where no whole answer comes back."""
TOKEN = "csrfmiddlewaretoken"
WAITING_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode(errors="replace")

    @property
    def is_saved(self) -> bool:
        """Whether the product says that what was sent is kept: it leads on to a page that is not the sign-in."""
        return self.status == 302 and not self.location.startswith("/account/")


@dataclass
class PlainBrowser:
    """One person's, at one address of the product."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    waiting_seconds: float = WAITING_SECONDS

    def get(self, path: str) -> Answer:
        """Raises one of NO_ANSWER."""
        return self._ask("GET", path, b"", {})

    def post(self, path: str, sent: Mapping[str, str | list[str]]) -> Answer:
        """A form with its token. Raises one of NO_ANSWER."""
        form = urlencode({TOKEN: self.cookies.get("csrftoken", ""), **sent}, doseq=True)
        return self._ask("POST", path, form.encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path: str, fields: Mapping[str, str], name: str, content: bytes) -> Answer:
        """A form with a file in its field "file". Raises one of NO_ANSWER."""
        line = token_hex(16)
        parts = [
            f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in {TOKEN: self.cookies.get("csrftoken", ""), **fields}.items()
        ]
        head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + content + f"\r\n--{line}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={line}"})

    def sign_in(self, email: str, password: str) -> None:
        """By the form of the sign-in page. Raises PermissionError where that fails, and one of NO_ANSWER."""
        self.get("/account/login/")
        answer = self.post("/account/login/", {"username": email, "password": password})
        if not answer.is_saved:
            raise PermissionError(f"{answer.status} {answer.location} {shown_errors(answer.text)}")

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        connection = HTTPConnection(self.host, self.port, timeout=self.waiting_seconds)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body or None, {"Cookie": cookies, "Connection": "close", **headers})
            response = connection.getresponse()
            whole = Answer(response.status, response.getheader("Location") or "", response.read())
            for line in response.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
            return whole
        finally:
            connection.close()


def shown_errors(page: str) -> str:
    """What a page says that is wrong with a form, roughly."""
    return " ".join(re.findall(r'class="[^"]*error[^"]*"[^>]*>([^<]+)', page))[:300]
