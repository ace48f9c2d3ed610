"""NCALayer's socket with an answer prepared for each frame, and what the page sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

GREETING = '{"result":{"version":"1.4"}}'
CLOSE = object()  # as an answer: the program ends
SILENCE = object()  # as an answer: it says nothing


class Layer:
    """``answers``: what to say to the first frame, the second, and so on."""

    def __init__(self, *answers: Any, greeting: Any = GREETING) -> None:
        self.greeting, self.answers = greeting, list(answers)
        self.frames: list[dict[str, Any]] = []
        self.url = ""

    def talk(self, connection: ServerConnection) -> None:
        try:
            self.say(connection, self.greeting)
            for message in connection:
                self.frames.append(json.loads(message))
                self.say(connection, self.answers.pop(0))
        except ConnectionClosed:
            pass

    @staticmethod
    def say(connection: ServerConnection, answer: Any) -> None:
        if answer is CLOSE:
            connection.close()
        elif answer is not SILENCE:
            for part in answer if isinstance(answer, list) else [answer]:
                connection.send(part)


@contextmanager
def listening(layer: Layer) -> Iterator[Layer]:
    with serve(layer.talk, "127.0.0.1", 0) as server:
        layer.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield layer
        server.shutdown()
        thread.join()
