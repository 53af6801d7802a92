"""Round trips, loss, and the largest packet that passes unfragmented."""

import os
import select
import socket
import struct
import time

IP_MTU_DISCOVER = 10
IP_PMTUDISC_PROBE = 3
ECHO_REQUEST = 8
ECHO_REPLY = 0
IP_HEADER_BYTES = 20
ICMP_HEADER_BYTES = 8
MAX_PACKET_BYTES = 65535


def checksum(packet):
    """RFC 1071."""
    total = sum(struct.unpack("!%dH" % (len(packet) // 2), packet))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


class Pinger:
    """Echo requests (RFC 792) that are never fragmented."""

    def __init__(self, address):
        self.address = address
        self.id = os.getpid() & 0xFFFF
        self.sequence = 0
        self.sent_at = {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        # Sets "don't fragment", and ignores what the kernel remembers of the path.
        self.socket.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, packet_bytes):
        """packet_bytes with the headers of IP and ICMP."""
        self.sequence += 1
        payload = bytes((packet_bytes - IP_HEADER_BYTES - ICMP_HEADER_BYTES) // 2 * 2)
        unsummed = struct.pack("!BBHHH", ECHO_REQUEST, 0, 0, self.id, self.sequence) + payload
        packet = struct.pack("!BBHHH", ECHO_REQUEST, 0, checksum(unsummed), self.id, self.sequence) + payload
        self.sent_at[self.sequence] = time.monotonic()
        try:
            self.socket.sendto(packet, (self.address, 0))
        except OSError:
            # Too large for the device, or no route: no reply to wait for.
            del self.sent_at[self.sequence]

    def replies(self, until):
        """Round trips in ms of the replies that arrive before the time until, or until none is missing."""
        found = []
        while self.sent_at:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.socket], [], [], left)[0]:
                break
            packet, sender = self.socket.recvfrom(MAX_PACKET_BYTES)
            arrived = time.monotonic()
            header = (packet[0] & 0x0F) * 4
            kind, _, _, echo_id, sequence = struct.unpack("!BBHHH", packet[header : header + ICMP_HEADER_BYTES])
            if kind == ECHO_REPLY and echo_id == self.id and sender[0] == self.address and sequence in self.sent_at:
                found.append((arrived - self.sent_at.pop(sequence)) * 1000)
        return found


def probe_ping(network, name, address, count):
    """84 bytes each, 0.2 s apart, as ping does."""
    with Pinger(address) as pinger:
        round_trips = []
        for _ in range(count):
            pinger.send(84)
            next_at = time.monotonic() + 0.2
            round_trips += pinger.replies(next_at)
            time.sleep(max(0, next_at - time.monotonic()))
        round_trips += pinger.replies(time.monotonic() + 2)
    rtt = None
    if round_trips:
        mean = sum(round_trips) / len(round_trips)
        rtt = {
            "min": round(min(round_trips), 3),
            "avg": round(mean, 3),
            "max": round(max(round_trips), 3),
        }
    report(kind="ping", network=network, to=name, sent=count, received=len(round_trips), rttMs=rtt)


def passes(address, packet_bytes):
    for _ in range(2):
        with Pinger(address) as pinger:
            pinger.send(packet_bytes)
            if pinger.replies(time.monotonic() + 1):
                return True
    return False


def probe_mtu(network, name, address, sizes):
    largest = next((size for size in sizes if passes(address, size)), 0)
    report(kind="mtu", network=network, to=name, largestBytes=largest)
