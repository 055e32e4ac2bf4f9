"""One person who sends everything that can be sent to every address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from assessments.catalogues import CURRENT
from assessments.models import Person
from assessments.services.access import Actor
from assessments.web.policies import ROLES, Policy
from trust.browser import FORM, Answer, browser, leads_to_login, plain, text_of
from trust.checking import Tally
from trust.foreign_keys import EVERYTHING, FORMS, Named, key_of
from trust.furnished import ACTION, QUESTION, Furnished
from trust.urlconf import Address

FIXED: dict[str, object] = {
    **{"question": str(QUESTION), "step": "purpose", "key": ACTION, "edition_key": CURRENT, "why": "stranger"},
    **{"secret": "unknown", "token": "unknown", "uidb64": "MQ"},
}
"""Parts of addresses that name nothing of an organisation, or are secrets: whoever has one may use it."""
LEAVING = ("logout", "try", "take-over")
"""Addresses after which a browser may be somebody else's."""
REFUSED = (404, 405)


@dataclass(slots=True)
class Visitor:
    """A person of one organisation (or of none, or nobody) before the addresses of two."""

    name: str
    person: Actor | Person | None
    here: Furnished
    other: Furnished
    seen: set[str]
    """Words of their own organisation that came back."""
    tally: Tally = field(default_factory=Tally)
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = browser(self.person)

    def visit(self, each: Address, own: Iterable[str], others: Iterable[str]) -> None:
        """These methods with keys of one's own, and these with all others that the address can take."""
        named = [one for one in each.parameters if one not in FIXED]
        for method in own:
            self._judge_own(each, method, self._send(each, method, {}))
        for method in others if named else ():
            self._compare(each, method, {one: self.other.parameters[one] for one in named})
            if len(named) > 1:
                self._compare(each, method, {named[-1]: self.other.parameters[named[-1]]})

    def fill_in(self, each: Address, buttons: Iterable[str]) -> None:
        """Whole forms to an address of the other organisation, whatever it may take."""
        foreign = {one: self.other.parameters[one] for one in each.parameters if one not in FIXED}
        for button in buttons if foreign else ():
            answer = self._send(each, "POST", foreign, urlencode({**EVERYTHING, "go": button}))
            self._expect(answer.status_code in REFUSED, each.name, f"POST {button}", answer)
            self._look(each.name, f"POST {button}", answer)

    def name_in(self, form: Named, address: Address) -> None:
        """A form of one's own that names something of the other organisation, or something that does not exist."""
        foreign, unknown = (self._post(form, address, key) for key in (key_of(self.other, form.parameter), uuid4()))
        self._expect(foreign[0] == unknown[0], address.name, f"POST with a foreign {form.fields[0]}", foreign[1])
        self._look(address.name, f"POST with a foreign {form.fields[0]}", foreign[1])

    def _post(self, form: Named, address: Address, key: object) -> tuple[str, Answer]:
        sent = urlencode({**form.sent, **dict.fromkeys(form.fields, str(key))})
        answer = self._send(address, "POST", form.path, sent)
        return f"{answer.status_code} {plain(text_of(answer), key)}", answer

    def _send(self, each: Address, method: str, instead: dict[str, object], sent: str = "") -> Answer:
        if each.name in LEAVING or self.person is None:
            self.client = browser(self.person)
        known = {**FIXED, **self.here.parameters, **instead}
        path = reverse(each.name, kwargs={name: known[name] for name in each.parameters})
        return self.client.generic(method, path, sent, content_type=FORM)

    def _judge_own(self, each: Address, method: str, answer: Answer) -> None:
        self._expect(self._is_due(each, answer), each.name, method, answer)
        self.seen.update(self._look(each.name, method, answer))

    def _compare(self, each: Address, method: str, foreign: dict[str, object]) -> None:
        """What belongs to others is answered as what does not exist."""
        unknown: dict[str, object] = {one: 10**7 if one == "pk" else uuid4() for one in foreign}
        first, second = self._send(each, method, foreign), self._send(each, method, unknown)
        texts = [plain(text_of(answer), *keys.values()) for answer, keys in ((first, foreign), (second, unknown))]
        same = first.status_code == second.status_code and texts[0] == texts[1]
        self._expect(same, each.name, f"{method} foreign, unlike unknown ({second.status_code})", first)
        refused = _tells_nothing(method, first) if self._is_let_in(each) else self._is_due(each, first)
        self._expect(refused, each.name, f"{method} foreign", first)
        self._look(each.name, f"{method} foreign", first)

    def _is_due(self, each: Address, answer: Answer) -> bool:
        """Whether somebody whom the policy does not let in was turned away as it says; others only see no error."""
        if answer.status_code >= 500:
            return False
        if self._is_let_in(each):
            return True
        return leads_to_login(answer) if self.person is None else answer.status_code == 403

    def _is_let_in(self, each: Address) -> bool:
        policy = each.declared
        if policy in (None, Policy.PUBLIC):
            return True
        if policy is Policy.SIGNED_IN or self.person is None:
            return self.person is not None
        assert policy is not None
        return isinstance(self.person, Actor) and not ROLES[policy].isdisjoint(self.person.roles)

    def _look(self, name: str, what: str, answer: Answer) -> list[str]:
        text = text_of(answer)
        leaked = self.other.words.found_in(text)
        self.tally.expect(not leaked, f"{what} {name} as {self.name}: {leaked} of another organisation")
        self.tally.expect(answer.status_code < 500, f"{what} {name} as {self.name}: {answer.status_code}")
        return [each for each in self.here.words.given if each in text.lower()]

    def _expect(self, holds: bool, name: str, what: str, answer: Answer) -> None:
        self.tally.expect(holds, f"{what} {name} as {self.name}: {answer.status_code}")


def _tells_nothing(method: str, answer: Answer) -> bool:
    """Not found; or only which methods there are, which does not depend on the key."""
    return answer.status_code in REFUSED or (method == "OPTIONS" and not answer.content)


def forms_of(every: list[Address]) -> Iterator[tuple[Named, Address]]:
    """The forms that name something, with their addresses."""
    found = {each.name: each for each in every}
    return ((each, found[each.address]) for each in FORMS if each.address in found)
