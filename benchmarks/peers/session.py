"""One JSON request a line on stdin, each answered by a line "bench:{...}" on stdout. The process ends when its stdin does."""
import json
import os
import queue
import sys
import threading


def serve(answer):
    """answer(request) -> reply, both dicts. Requests are answered in order."""
    requests = queue.Queue()

    def read():
        for line in sys.stdin:
            requests.put(line)
        # Also in the middle of a training: nobody waits for its result any more.
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        reply = answer(json.loads(requests.get()))
        sys.stdout.write("bench:" + json.dumps(reply) + "\n")
        sys.stdout.flush()


def argument():
    return json.loads(sys.argv[1])
