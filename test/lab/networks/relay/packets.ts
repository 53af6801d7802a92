import { numberOf } from "../../../../base/ipv4.ts";

interface Fields {
  from: string;
  to: string;
  /** Of the whole packet; default: as the payload needs. */
  bytes?: number;
  payload?: Buffer;
  mayFragment?: boolean;
}

/** A UDP packet without a valid checksum. */
export function packetOf({
  from,
  to,
  bytes = 20,
  payload = Buffer.alloc(bytes - 20),
  mayFragment = true,
}: Fields): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + payload.length, 2);
  header.writeUInt16BE(mayFragment ? 0 : 0x4000, 6);
  header[9] = 17;
  header.writeUInt32BE(numberOf(from), 12);
  header.writeUInt32BE(numberOf(to), 16);
  return Buffer.concat([header, payload]);
}
