"""The review page's server: on 127.0.0.1 alone, for whoever holds the session's token."""

import logging
import secrets
import socket
from importlib.resources import files
from typing import Any

from flask import Flask, Response, jsonify, make_response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, make_server

from pipeline.errors import DeskcheckError, InputError, Problem, refused_by_system
from pipeline.regions import name as region_name
from pipeline.review import judging
from pipeline.review.desk import TO_DO, Conflict, Desk, Wanted
from pipeline.review.evidence import Evidences
from pipeline.review.finding import Finder
from pipeline.review.items import Items
from pipeline.review.lists import Lists
from pipeline.review.safety import HEADERS, Guard

ADDRESS = "127.0.0.1"
LARGEST = 1 << 20  # bytes of a request
KINDS = {"html": "text/html", "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
PAGES = {path.name: path for path in files("pipeline.review").joinpath("page").iterdir()}


def serve(desk: Desk, port: int) -> tuple[BaseWSGIServer, str]:
    """Open the server on a port (0: any that is free), and give the address with the token.

    Raises InputError where another program has the port.
    """
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)  # requests hold names; nobody may read them in a log
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
    except OSError as error:
        listening.close()
        told = f"the port cannot be had ({error.strerror})"
        raise InputError(Problem(told, "Name another with --port.", value=str(port))) from None
    listening.listen(128)
    own, token = listening.getsockname()[1], secrets.token_urlsafe(24)
    app = create_app(desk, Guard(own, token))
    server = make_server(ADDRESS, own, app, threaded=True, fd=listening.detach())
    return server, f"http://{ADDRESS}:{own}/?token={token}"


def create_app(desk: Desk, guard: Guard, blind: bool = False) -> Flask:
    """Make the application: what it answers, and to whom."""
    app = Flask("review", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    items = Items(desk, blind)
    items.warm()
    _protect(app, guard)
    _pages(app, guard)
    _reading(app, items)
    _writing(app, items)
    judging.add_routes(app, items)
    return app


def _protect(app: Flask, guard: Guard) -> None:
    @app.before_request
    def refuse() -> Response | None:
        headers = dict(request.headers)
        reason = guard.refuses(request.method, headers, request.cookies, request.args.get("token", ""))
        return _error(reason, 403) if reason else None

    @app.after_request
    def shield(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        if isinstance(error, Conflict):
            return _error(str(error), 409, places=list(error.places))
        if isinstance(error, DeskcheckError):
            return _error(" ".join(map(str, error.problems)), 422)
        if isinstance(error, HTTPException):
            return _error(error.name, error.code or 500)
        if isinstance(error, KeyError | ValueError | TypeError):
            return _error("the request is not one that the page makes", 400)
        if isinstance(error, OSError):
            return _error(str(refused_by_system(error)), 500)
        return _error(f"Deskcheck met something that it did not expect ({type(error).__name__})", 500)


def _error(words: str, code: int, **more: Any) -> Response:
    response = jsonify(error=words, **more)
    response.status_code = code
    return response


def _pages(app: Flask, guard: Guard) -> None:
    @app.get("/")
    def page() -> Response:
        token = request.args.get("token", "")
        if guard.is_token(token):  # out of the address at once: it would stay in the browser's history
            response = make_response(redirect("/", 303))
            response.set_cookie(guard.cookie, token, httponly=True, samesite="Strict", path="/")
            return response
        return _file("index.html")

    @app.get("/page/<name>")
    def part(name: str) -> Response:
        return _file(name) if name in PAGES else _error("Not Found", 404)

    def _file(name: str) -> Response:
        kind = KINDS[name.rpartition(".")[2]]
        return Response(PAGES[name].read_bytes(), content_type=f"{kind}; charset=utf-8")


def _reading(app: Flask, items: Items) -> None:
    desk, lists = items.desk, Lists(items)
    vouched = desk.material.vouched
    finder = Finder(*(vouched[column].tolist() for column in ("entity_id", "name", "aliases")))

    def place(name: str = "at") -> int:
        at = request.args.get(name, type=int)
        if at is None or not 0 <= at < len(desk.keys):
            raise InputError(Problem("there is no such name", "Load the page again."))
        return at

    @app.get("/api/start")
    def start() -> Response:
        dataset = desk.material.dataset
        regions = sorted({region for _, region in desk.keys if region})
        told = {"dataset": dataset.name, "title": dataset.title, "noun": dataset.count.noun, "blind": items.blind}
        return jsonify(told | {"regions": [[code, region_name(code)] for code in regions], "progress": desk.progress()})

    @app.get("/api/next")
    def next_item() -> Response:
        desk.refresh()
        after = place("after") if "after" in request.args else None
        states = ("parked",) if request.args.get("parked") else TO_DO
        with desk.lock:  # nobody decides on it between the choice and the look
            return _show(items, desk.next(request.args.get("client", ""), after, states))

    @app.get("/api/item")
    def item() -> Response:
        desk.refresh()
        return _show(items, place())

    @app.get("/api/explain")
    def explain() -> Response:
        key = desk.keys[place()]
        ids = [each for each, _ in desk.resolver.candidates(key)]
        if items.blind or not ids:
            return jsonify(explanations=[])
        made = desk.material.explainer.explain(*key, ids)
        return jsonify(
            explanations=[
                {"entity_id": each.entity_id, "steps": [[step.label, step.adds] for step in each.steps]}
                for each in made
            ]
        )

    @app.get("/api/search")
    def search() -> Response:
        at = place()
        found = finder.find(request.args.get("q", ""))
        with desk.lock:
            return jsonify(candidates=[items.candidate(each, at) for each in found])

    @app.get("/api/names")
    def names() -> Response:
        desk.refresh()
        asked = request.args
        state = asked.get("state", "to do")
        words, region, page = asked.get("q", ""), asked.get("region", ""), asked.get("page", 0, type=int)
        with desk.lock:
            return jsonify(lists.names(state, words, region, page))

    @app.get("/api/organisations")
    def organisations() -> Response:
        asked = request.args
        which = asked.get("which", "unconfirmed")
        with desk.lock:
            return jsonify(lists.organisations(which, asked.get("q", ""), asked.get("page", 0, type=int)))


def _writing(app: Flask, items: Items) -> None:
    desk, evidences = items.desk, Evidences(items)

    def wanted(said: dict[str, Any]) -> list[Wanted]:
        return [
            Wanted(int(each["at"]), str(each["name"]), str(each["region"]), int(each["lines"]))
            for each in said["names"]
        ]

    def done(places: list[int], said: dict[str, Any], following: int | None) -> Response:
        undo = [desk.wanted(at) for at in places]
        return _show(items, following, str(said.get("client", "")), undo=undo)

    @app.post("/api/decide")
    def decide() -> Response:
        said = _body()
        texts = (_text(said, key) for key in ("decision", "entity_id", "reason", "by"))
        places = desk.decide(wanted(said), *texts)
        stay = bool(said.get("stay"))
        states = ("parked",) if said.get("parked") else TO_DO
        with desk.lock:
            following = places[0] if stay else desk.next(_text(said, "client"), places[0], states)
            return done(places, said, following)

    @app.post("/api/undo")
    def undo() -> Response:
        said = _body()
        places = desk.undo(wanted(said), _text(said, "by"))
        return done([], said, places[0])

    @app.post("/api/evidence")
    def evidence() -> Response:
        said = _body()
        return jsonify(organisation=evidences.record({key: _text(said, key) for key in said}))

    @app.before_request
    def evidence_of_others() -> None:
        evidences.refresh()


def _show(items: Items, at: int | None, client: str = "", **more: Any) -> Response:
    desk = items.desk
    with desk.lock:
        if at is not None:
            desk.hold(client or request.args.get("client", ""), at)
        return jsonify(item=None if at is None else items.item(at), progress=desk.progress(), **more)


def _body() -> dict[str, Any]:
    said = request.get_json()
    if not isinstance(said, dict):
        raise InputError(Problem("the request is no object"))
    return said


def _text(said: dict[str, Any], key: str) -> str:
    value = said.get(key, "")
    if not isinstance(value, str):
        raise InputError(Problem("a text is needed", column=key))
    return value
