/** IPv4 packets as a router between two sites handles them: RFC 791 and 792. */

const MIN_HEADER = 20;
const ICMP_HEADER = 8;
const DONT_FRAGMENT = 0x4000;
const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;
const PROTOCOL_ICMP = 1;
const UNREACHABLE = 3;
const FRAGMENTATION_NEEDED = 4;
/** Octets of the packet's payload that an ICMP error quotes. */
const QUOTED = 8;
const TTL = 64;

/** Fields of an IPv4 packet; `undefined` if it is none. */
export function readHeader(packet: Buffer): { source: number; destination: number; mayFragment: boolean } | undefined {
  if (packet.length < MIN_HEADER || packet[0]! >> 4 !== 4) return undefined;
  return {
    source: packet.readUInt32BE(12),
    destination: packet.readUInt32BE(16),
    mayFragment: (packet.readUInt16BE(6) & DONT_FRAGMENT) === 0,
  };
}

/** Fragments of at most `mtu` bytes. */
export function fragment(packet: Buffer, mtu: number): Buffer[] {
  const headerLength = (packet[0]! & 0xf) * 4;
  const payload = packet.subarray(headerLength, packet.readUInt16BE(2));
  const flags = packet.readUInt16BE(6);
  // Offsets count units of 8 bytes.
  const step = Math.floor((mtu - headerLength) / 8) * 8;
  const fragments: Buffer[] = [];
  for (let at = 0; at < payload.length; at += step) {
    const part = payload.subarray(at, at + step);
    const isLast = at + step >= payload.length;
    const header = Buffer.from(packet.subarray(0, headerLength));
    header.writeUInt16BE(headerLength + part.length, 2);
    const more = isLast ? flags & MORE_FRAGMENTS : MORE_FRAGMENTS;
    header.writeUInt16BE(more | ((flags & OFFSET_MASK) + at / 8), 6);
    fragments.push(Buffer.concat([withChecksum(header, 10), part]));
  }
  return fragments;
}

/** The answer of a router whose next link is too narrow for a packet that must not be fragmented. */
export function fragmentationNeeded(packet: Buffer, mtu: number, router: number): Buffer {
  const quoted = packet.subarray(0, (packet[0]! & 0xf) * 4 + QUOTED);
  const message = Buffer.alloc(ICMP_HEADER + quoted.length);
  message[0] = UNREACHABLE;
  message[1] = FRAGMENTATION_NEEDED;
  message.writeUInt16BE(mtu, 6);
  quoted.copy(message, ICMP_HEADER);
  const header = Buffer.alloc(MIN_HEADER);
  header[0] = 0x45;
  header.writeUInt16BE(MIN_HEADER + message.length, 2);
  header[8] = TTL;
  header[9] = PROTOCOL_ICMP;
  header.writeUInt32BE(router, 12);
  packet.copy(header, 16, 12, 16);
  return Buffer.concat([withChecksum(header, 10), withChecksum(message, 2)]);
}

/** Writes the Internet checksum of all octets at an offset. */
function withChecksum(octets: Buffer, at: number): Buffer {
  octets.writeUInt16BE(0, at);
  octets.writeUInt16BE(~onesComplementSum(octets) & 0xffff, at);
  return octets;
}

/** 0xffff for octets that hold a valid checksum. */
export function onesComplementSum(octets: Buffer): number {
  let sum = 0;
  for (let at = 0; at < octets.length; at += 2) sum += (octets[at]! << 8) | (octets[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}
