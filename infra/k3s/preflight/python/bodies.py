"""Whether whole bodies arrive over TCP: one node listens, and answers with the number of bytes that it got."""

import os
import signal
import socket
import threading
import time

LISTENER_PID = "/run/stackmark-preflight.pid"
CHUNK_BYTES = 65536


def received_bytes(connection):
    count = 0
    chunk = connection.recv(CHUNK_BYTES)
    while chunk:
        count += len(chunk)
        chunk = connection.recv(CHUNK_BYTES)
    return count


def answer_count(connection):
    """Answers with the number of bytes that arrived."""
    with connection:
        connection.settimeout(60)
        try:
            connection.sendall(b"%d\n" % received_bytes(connection))
        except OSError:
            pass


def unlisten():
    try:
        with open(LISTENER_PID) as pid:
            os.kill(int(pid.read()), signal.SIGKILL)
        os.unlink(LISTENER_PID)
    except (OSError, ValueError):
        pass


def listen(address, port, limit_s):
    """Leaves a process behind, which ends by unlisten, or by itself after limit_s."""
    unlisten()
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((address, port))
    server.listen(16)
    if os.fork() > 0:
        return
    os.setsid()
    with open(LISTENER_PID, "w") as pid:
        pid.write(str(os.getpid()))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    signal.alarm(limit_s)
    while True:
        connection, _ = server.accept()
        threading.Thread(target=answer_count, args=(connection,), daemon=True).start()


def probe_body(name, address, port, sent_bytes, limit_s):
    began = time.monotonic()
    arrived = 0
    try:
        with socket.create_connection((address, port), timeout=5) as connection:
            connection.settimeout(limit_s)
            connection.sendall(bytes(sent_bytes))
            connection.shutdown(socket.SHUT_WR)
            arrived = int(connection.recv(32) or b"0")
    except (OSError, ValueError):
        pass
    took_ms = int((time.monotonic() - began) * 1000)
    report(kind="body", to=name, sentBytes=sent_bytes, arrivedBytes=arrived, tookMs=took_ms)
