/** The name server of the lab's internet, over UDP. It knows no names: what machines reach has an address. */
import { createSocket } from "node:dgram";

const HEADER_BYTES = 12;
const NO_SUCH_NAME = 3;
/** A response, recursion wanted and available. */
const FLAGS = 0x8180;
const QUESTION_TAIL_BYTES = 4;
/** So long may an answer that a name does not exist be kept. */
const NEGATIVE_TTL_S = 30;
const TYPE_SOA = 6;
const CLASS_IN = 1;

/**
 * The answer to a query: that there is no such name. Pure.
 *
 * @returns undefined if the message is no query with a question
 */
export function noSuchName(query: Buffer): Buffer | undefined {
  const isQuery = query.length > HEADER_BYTES && (query.readUInt16BE(2) & 0x8000) === 0;
  const end = isQuery ? endOfName(query) : undefined;
  if (end === undefined || query.length < end + QUESTION_TAIL_BYTES) return undefined;
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(FLAGS | NO_SUCH_NAME, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(1, 8);
  return Buffer.concat([header, query.subarray(HEADER_BYTES, end + QUESTION_TAIL_BYTES), startOfAuthority()]);
}

/** The index after the name in the question. */
function endOfName(query: Buffer): number | undefined {
  for (let at = HEADER_BYTES; at < query.length; at += query[at]! + 1) if (query[at] === 0) return at + 1;
  return undefined;
}

/** Of the root, without which a resolver would not keep the answer. */
function startOfAuthority(): Buffer {
  const record = Buffer.alloc(33);
  // The owner, the server and the mailbox are the root: a zero byte each.
  record.writeUInt16BE(TYPE_SOA, 1);
  record.writeUInt16BE(CLASS_IN, 3);
  record.writeUInt32BE(NEGATIVE_TTL_S, 5);
  record.writeUInt16BE(22, 9);
  record.writeUInt32BE(1, 13);
  for (const at of [17, 21, 25, 29]) record.writeUInt32BE(NEGATIVE_TTL_S, at);
  return record;
}

export interface NameServer {
  close(): void;
}

/** @throws the system's error if the port cannot be had */
export function serveNames(address: string, port: number): Promise<NameServer> {
  const socket = createSocket("udp4");
  socket.on("message", (query, { address: client, port: clientPort }) => {
    const answer = noSuchName(query);
    // A client that is gone asks no more.
    if (answer) socket.send(answer, clientPort, client, () => undefined);
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, address, () => resolve(socket));
  });
}
