"""The server answers this machine's own page and nobody else, and tells errors in words."""

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasets import Tiny, read_csv
from reviewing import Client, Session, desk_of, newsroom, served

from pipeline.review.safety import Guard
from pipeline.review.server import create_app

NAMES = [("Quilmere Polcie Servce", "ON", "40"), ("Tarnbrige Universty", "AB", "3"), ("Zzz <b>bold</b>", "ON", "5")]
REGISTRY = [
    ("on-1", "Quillmere Police Service", "CA-ON", "police", "", "https://example.org/on-1"),
    ("ab-1", "Tarnbridge University", "CA-AB", "university", "", "", "unconfirmed"),
]
GETS = ["/", "/page/review.js", "/page/nothing.js", "/api/start", "/api/next", "/api/item?at=0", "/api/explain?at=0"]
GETS += ["/api/search?at=0&q=a", "/api/names", "/api/organisations", "/api/sample", "/no/such/route", "/?token=wrong"]
POSTS = ["/api/decide", "/api/undo", "/api/evidence", "/api/sample"]
ROUTES = [*((route, None) for route in GETS), *((route, {}) for route in POSTS)]


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    yield
    Session.end_all()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    made = newsroom(tmp_path_factory.mktemp("server"), NAMES, REGISTRY)
    made.edit("limitations:", "match: {accept: 0.9989, review: 0.02}\nlimitations:")
    return made


@pytest.fixture(scope="module")
def shared(tiny: Tiny) -> Iterator[Client]:
    """A server for requests that write nothing."""
    with served(desk_of(tiny)) as client:
        yield client


@pytest.fixture
def client(tiny: Tiny) -> Iterator[Client]:
    for name in ("decisions.csv", "evidence.csv"):
        (tiny.raw / name).unlink(missing_ok=True)
    with served(desk_of(tiny)) as client:
        yield client


def written(tiny: Tiny) -> list[bytes]:
    paths = [tiny.raw / name for name in ("decisions.csv", "evidence.csv")]
    return [path.read_bytes() if path.exists() else b"" for path in paths]


def test_every_route_is_among_those_tried(tiny: Tiny) -> None:
    rules = create_app(desk_of(tiny), Guard(1, "t")).url_map.iter_rules()
    tried = {route.partition("?")[0] for route, _ in ROUTES}
    assert {re.sub("<name>", "review.js", rule.rule) for rule in rules} <= tried


@pytest.mark.parametrize(("route", "said"), ROUTES, ids=[route for route, _ in ROUTES])
def test_whoever_is_foreign_is_refused(shared: Client, tiny: Tiny, route: str, said: dict[str, str] | None) -> None:
    port, before = shared.base.rpartition(":")[2], written(tiny)
    foreign = [
        {"X-Deskcheck-Token": ""},
        {"X-Deskcheck-Token": "wrong"},
        {"X-Deskcheck-Token": shared.token[:-1]},
        {"X-Deskcheck-Token": "", "Cookie": f"deskcheck_{port}=wrong"},
        {"X-Deskcheck-Token": "", "Cookie": f"deskcheck_1={shared.token}"},
        {"Host": "evil.example"},
        {"Host": f"evil.example:{port}"},
        {"Host": "127.0.0.1"},
        {"Host": f"127.0.0.1.evil.example:{port}"},
        {"Host": f"localhost:{int(port) + 1}"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"http://127.0.0.1:{int(port) + 1}"},
        {"Origin": f"https://127.0.0.1:{port}"},
        {"Origin": f"http://localhost:{port}"},  # another origin than the address that is asked
    ]
    if said is not None:
        foreign += [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
        foreign += [{"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}]
    for headers in foreign:
        status, told, _ = shared.ask(route, said, **headers)
        assert status == 403, headers
        assert "Quil" not in str(told) and shared.token not in str(told)
    assert written(tiny) == before


@pytest.mark.parametrize(("route", "said"), ROUTES, ids=[route for route, _ in ROUTES])
def test_whoever_is_known_is_answered_and_shielded(shared: Client, route: str, said: dict[str, str] | None) -> None:
    status, _, headers = shared.ask(route, said, Origin=shared.base)
    assert status in (200, 303, 400, 404, 422)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_the_token_leaves_the_address_for_a_cookie_that_scripts_cannot_read(shared: Client) -> None:
    status, _, headers = shared.ask(f"/?token={shared.token}", **{"X-Deskcheck-Token": ""})
    assert (status, headers["Location"]) == (303, "/")
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie
    by_cookie = {"X-Deskcheck-Token": "", "Cookie": cookie.partition(";")[0]}
    assert shared.ask("/api/start", **by_cookie)[0] == 200


def test_it_listens_on_this_machine_alone(shared: Client) -> None:
    port = int(shared.base.rpartition(":")[2])
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in {"127.0.0.2", *others}:
        with pytest.raises(OSError), socket.create_connection((str(address), port), timeout=2):
            pass


def test_the_page_has_nothing_inline_and_nothing_from_elsewhere(shared: Client) -> None:
    page = shared.ask("/")[1]
    assert re.findall(r"<script(?![^>]*src=)", page) == [] and "<style" not in page
    assert re.findall(r"\s(?:on\w+|style)=", page) == []
    parts = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    assert len(parts) >= 3 and all(part.startswith("/page/") for part in parts)
    for part in ("review.js", "item.js", "lists.js", "api.js", "dom.js", "review.css", "icon.svg"):
        status, text, headers = shared.ask(f"/page/{part}")
        assert status == 200 and headers["Content-Type"].split("/")[0] in ("text", "image")
        assert "innerHTML" not in text and "insertAdjacentHTML" not in text and "eval(" not in text
        assert re.findall(r"https?://(?!www\.w3\.org)[a-z]|@import|import\(", text) == []


@pytest.mark.parametrize("name", ["../server.py", "%2e%2e%2fserver.py", "index.html%00", "/etc/passwd"])
def test_nothing_but_the_page_is_a_file(shared: Client, name: str) -> None:
    assert shared.ask(f"/page/{name}")[0] in (404, 308)


def test_a_decision_comes_back_with_the_next_name(client: Client, tiny: Tiny) -> None:
    item = client.item()
    status, told = client.decide(item, "match", "on-1", reason="telephone")
    assert status == 200 and told["item"]["at"] != item["at"]
    assert told["progress"]["written"] == 1
    (row,) = read_csv(tiny.raw / "decisions.csv")
    assert (row["decision"], row["entity_id"], row["reason"], row["decided_by"]) == (
        "match",
        "on-1",
        "telephone",
        "Ann",
    )
    status, told, _ = client.ask("/api/undo", {"names": told["undo"], "by": "Ann", "client": "a"})
    assert status == 200 and told["item"]["at"] == item["at"]
    assert [row["decision"] for row in read_csv(tiny.raw / "decisions.csv")] == ["match", "unsure"]


def test_a_decision_on_what_has_changed_meanwhile_is_not_written(client: Client, tiny: Tiny) -> None:
    item = client.item()
    assert client.decide(item, "match", "on-1")[0] == 200
    status, told = client.decide(item, "no_match")
    assert (status, told["places"]) == (409, [item["at"]])
    assert len(read_csv(tiny.raw / "decisions.csv")) == 1


@pytest.mark.parametrize(
    ("route", "said", "code"),
    [
        ("/api/decide", {"names": []}, 422),
        ("/api/decide", {"names": [], "decision": "unsure", "by": "Ann"}, 409),
        ("/api/decide", {"names": [{"at": 0}], "decision": "unsure", "by": "Ann"}, 400),
        ("/api/decide", {"names": 5, "decision": "unsure", "by": "Ann"}, 400),
        ("/api/decide", {"names": [], "decision": ["unsure"], "by": "Ann"}, 422),
        ("/api/decide", [1, 2], 422),
        ("/api/undo", {"names": [{"at": 99, "name": "x", "region": "", "lines": 0}], "by": "Ann"}, 422),
        ("/api/evidence", {"entity_id": "no-such", "status": "confirmed", "confirmed_by": "Ann"}, 422),
        ("/api/evidence", {"entity_id": "on-1", "status": "sure", "confirmed_by": "Ann"}, 422),
        ("/api/evidence", {"entity_id": "on-1", "status": "confirmed", "confirmed_by": ""}, 422),
        ("/api/item?at=99", None, 422),
        ("/api/item?at=x", None, 422),
        ("/api/next?after=-1", None, 422),
    ],
)
def test_an_odd_request_is_told_in_words(shared: Client, tiny: Tiny, route: str, said: object, code: int) -> None:
    before = written(tiny)
    status, told, _ = shared.ask(route, said)
    assert (status, next(iter(told))) == (code, "error")
    assert "Traceback" not in str(told)
    assert written(tiny) == before


def test_a_request_that_is_no_json_or_too_large_is_refused(shared: Client) -> None:
    assert shared.ask("/api/decide", {"x": "y" * (1 << 21)})[0] == 413
    assert shared.ask("/api/decide", "just a text")[0] == 422


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "example.org"])
def test_evidence_is_an_address_of_the_web(shared: Client, address: str) -> None:
    said = {"entity_id": "on-1", "status": "confirmed", "evidence_url": address, "confirmed_by": "Ann"}
    status, told, _ = shared.ask("/api/evidence", said)
    assert status == 422 and "evidence_url" in told["error"]


def test_an_organisation_is_confirmed_and_another_server_sees_it(client: Client, tiny: Tiny) -> None:
    with served(desk_of(tiny)) as other:
        unconfirmed = client.ask("/api/organisations?which=unconfirmed")[1]
        assert [each["entity_id"] for each in unconfirmed["organisations"]] == ["ab-1"]
        said = {"entity_id": "ab-1", "status": "confirmed", "evidence_url": "https://example.org/ab"}
        told = client.ask("/api/evidence", {**said, "confirmed_on": "2024-05-06", "confirmed_by": "Ann"})[1]
        assert told["organisation"]["status"] == "confirmed"
        assert other.ask("/api/organisations?which=unconfirmed")[1]["organisations"] == []
    (row,) = read_csv(tiny.raw / "evidence.csv")
    assert row == {**said, "archived_url": "", "confirmed_on": "2024-05-06", "confirmed_by": "Ann"}


def test_the_list_filters_and_pages(shared: Client) -> None:
    everything = shared.ask("/api/names?state=all")[1]
    assert everything["number"] == 3
    assert [each["name"] for each in shared.ask("/api/names?state=all&q=tarn")[1]["names"]] == ["Tarnbrige Universty"]
    assert shared.ask("/api/names?state=all&region=CA-ON")[1]["number"] == 2
    assert shared.ask("/api/names?state=all&page=9")[1]["names"] == []


def test_the_waterfall_makes_up_the_score(shared: Client) -> None:
    item = shared.item()
    (best, *_) = shared.ask(f"/api/explain?at={item['at']}")[1]["explanations"]
    assert best["entity_id"] == item["candidates"][0]["entity_id"] and len(best["steps"]) > 2


def test_many_browsers_at_once_lose_nothing(tmp_path: Path) -> None:
    tiny = newsroom(tmp_path, [(f"Quilmere Polcie Servce {at}", "ON", str(at + 1)) for at in range(60)], REGISTRY)
    tiny.edit("limitations:", "match: {accept: 0.9989, review: 0.0001}\nlimitations:")
    with served(desk_of(tiny)) as one, served(desk_of(tiny)) as two:
        number = one.ask("/api/start")[1]["progress"]["left"]
        assert number > 50

        def work(client: Client, who: str) -> None:
            item = client.item(f"/api/next?client={who}")
            while item:
                status, told = client.decide(item, "no_match", by=who, client=who)
                assert status in (200, 409)
                item = told["item"] if status == 200 else client.item(f"/api/next?client={who}")

        assert two.decide(two.item(), "no_match", by="C")[0] == 200
        workers = ((one, "A"), (one, "B"), (two, "C"))
        threads = [threading.Thread(target=work, args=each) for each in workers]
        for each in threads:
            each.start()
        for each in threads:
            each.join(timeout=120)
    rows = read_csv(tiny.raw / "decisions.csv")
    assert len({row["name"] for row in rows}) == len(rows) == number
    assert "C" in (who := {row["decided_by"] for row in rows}) and len(who) > 1  # at this pace one may get no turn


def test_the_command_serves_until_it_is_interrupted(tiny: Tiny) -> None:
    (tiny.raw / "decisions.csv").unlink(missing_ok=True)
    session = Session(tiny, "--port", "0")
    client = session.client()
    assert client.decide(client.item(), "match", "on-1")[0] == 200
    code, out, err = session.end()
    assert (code, err) == (0, "")
    assert "1 line added to raw/tiny/decisions.csv" in out and "Quil" not in out


def test_a_port_that_is_taken_is_told_when_it_was_asked_for(shared: Client, tiny: Tiny) -> None:
    port = shared.base.rpartition(":")[2]
    result = tiny.run("review", "tiny", "--no-browser", "--port", port)
    assert result.code == 2 and "Name another with --port" in result.err


def test_a_dataset_is_named_where_there_is_not_one(tmp_path: Path, tiny: Tiny) -> None:
    (tmp_path / "raw").mkdir()
    from datasets import run_here

    result = run_here("review", "--root", str(tmp_path))
    assert result.code == 2 and "name one dataset" in result.err
    assert run_here("review", "nothing", "--root", str(tiny.root)).code == 2
