"""Runs a program that ends when its parent does: `child.py script.py` or `child.py -m module`.

The parent holds the other end of our standard input; however it dies, the pipe closes.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 10


def end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def main() -> None:
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.path[0] = os.getcwd()
    if sys.argv[1] == "-m":
        module, sys.argv[:] = sys.argv[2], sys.argv[2:]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = sys.argv[1:]
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
