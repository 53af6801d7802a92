"""What this machine is, and what the overlay's device on it is like."""

import array
import fcntl
import os
import socket
import struct

SIOCGIFADDR = 0x8915
SIOCETHTOOL = 0x8946
ETHTOOL_GTXCSUM = 0x16


def interface_request(device, payload):
    """The kernel's struct ifreq."""
    return struct.pack("16s24s", device.encode(), payload)


def address_of(device):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        try:
            answer = fcntl.ioctl(any_socket, SIOCGIFADDR, interface_request(device, b""))
        except OSError:
            return None
    return socket.inet_ntoa(answer[20:24])


def checksum_offload_of(device):
    """Whether the device leaves checksums to hardware, as ethtool -k says; None where the kernel does not say."""
    value = array.array("B", struct.pack("II", ETHTOOL_GTXCSUM, 0))
    pointer = struct.pack("P", value.buffer_info()[0])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        try:
            fcntl.ioctl(any_socket, SIOCETHTOOL, interface_request(device, pointer))
        except OSError:
            return None
    return struct.unpack("II", value.tobytes())[1] != 0


def first_value(path, names):
    with open(path) as lines:
        for line in lines:
            name, _, value = line.partition(":")
            if name.strip() in names:
                return value.strip()
    return None


def facts(device):
    report(
        kind="machine",
        cpuModel=first_value("/proc/cpuinfo", ("model name", "Model", "CPU part")) or "unknown",
        cores=len(os.sched_getaffinity(0)),
        memoryMiB=int(first_value("/proc/meminfo", ("MemTotal",)).split()[0]) // 1024,
        kernel=os.uname().release,
    )
    if not os.path.exists("/sys/class/net/" + device):
        report(kind="overlay", address=None, mtu=None, checksumOffload=None)
        return
    with open("/sys/class/net/%s/mtu" % device) as mtu:
        report(
            kind="overlay",
            address=address_of(device),
            mtu=int(mtu.read()),
            checksumOffload=checksum_offload_of(device),
        )
