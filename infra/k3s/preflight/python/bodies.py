"""Whether connections and whole bodies arrive over TCP: one node listens, and answers with the number of bytes that it got."""

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


def listener_at(address, port):
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((address, port))
    server.listen(16)
    return server


def accept_all(server):
    while True:
        connection, _ = server.accept()
        threading.Thread(target=answer_count, args=(connection,), daemon=True).start()


def stand_in_at(port):
    """None where another program has the port."""
    try:
        return listener_at("0.0.0.0", port)
    except OSError:
        return None


def own_address(other):
    """Of the default route's interface, at which services of the cluster are found; other if there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        try:
            # Sends nothing: it only chooses the route.
            any_socket.connect(("192.0.2.1", 9))
            return any_socket.getsockname()[0]
        except OSError:
            return other


def is_ours(address, port):
    """Whether a connection from this node reaches the stand-in, and neither another program nor a service of the cluster."""
    try:
        with socket.create_connection((address, port), timeout=5) as connection:
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(32) == b"0\n"
    except OSError:
        return False


def listen(address, port, stand_ins, limit_s):
    """
    Leaves a process behind, which ends by unlisten, or by itself after limit_s. It answers at the overlay's address, and
    on the ports of stand_ins at all addresses.
    """
    unlisten()
    server = listener_at(address, port)
    others = [each for each in map(stand_in_at, stand_ins) if each is not None]
    if os.fork() > 0:
        for each in stand_ins:
            report(kind="stand-in", port=each, isOurs=is_ours(own_address(address), each))
        return
    os.setsid()
    with open(LISTENER_PID, "w") as pid:
        pid.write(str(os.getpid()))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    signal.alarm(limit_s)
    for each in others:
        threading.Thread(target=accept_all, args=(each,), daemon=True).start()
    accept_all(server)


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
