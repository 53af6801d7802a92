/** Writes tar archives byte for byte as Go's archive/tar does: Pulumi's hash of an archive is the hash of such a file. */
import { posix } from "node:path";

const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
const MAX_OCTAL_SIZE = 8 ** 11 - 1;

/** Fields of a header block: offset and length in bytes. */
const FIELD = {
  name: [0, NAME_BYTES],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  modified: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  magic: [257, 8],
  major: [329, 8],
  minor: [337, 8],
  prefix: [345, PREFIX_BYTES],
} as const;

const FILE = "0";
const EXTENDED = "x";

/** Marks the end of an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

/** Header and padded content of one file. */
export function tarEntry(name: string, content: Uint8Array): Buffer[] {
  const extended = extendedRecords(name, content.length);
  const [prefix, rest] = extended ? ["", ascii(name)] : splitName(name);
  const header = headerBlock({ name: rest, prefix, mode: 0o600, size: content.length, type: FILE, full: true });
  return [...(extended ? extendedEntry(name, extended) : []), header, ...padded(content)];
}

/** A PAX header before the file's own header, for values that do not fit into it. */
function extendedEntry(name: string, records: string): Buffer[] {
  const { dir, base } = posix.parse(name);
  const shown = ascii(posix.join(dir, "PaxHeaders.0", base))
    .slice(0, NAME_BYTES)
    .replace(/\/+$/, "");
  const content = Buffer.from(records);
  return [
    headerBlock({ name: shown, prefix: "", mode: 0, size: content.length, type: EXTENDED, full: false }),
    ...padded(content),
  ];
}

function extendedRecords(name: string, size: number): string | undefined {
  const long = !isAscii(name) || (Buffer.byteLength(name) > NAME_BYTES && splitName(name)[0] === "");
  const records = [
    ...(long ? [record("path", name)] : []),
    ...(size > MAX_OCTAL_SIZE ? [record("size", `${size}`)] : []),
  ];
  return records.length > 0 ? records.join("") : undefined;
}

/** `<length> <key>=<value>\n`, where the length includes itself. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + `${bytes}`.length;
  while (`${length}`.length + bytes !== length) length = `${length}`.length + bytes;
  return `${length}${rest}`;
}

/** Moves the first folders of a long name into the prefix field, if both parts then fit. */
function splitName(name: string): [prefix: string, rest: string] {
  if (name.length <= NAME_BYTES || !isAscii(name)) return ["", name];
  const at = name.slice(0, PREFIX_BYTES + 1).lastIndexOf("/");
  const restLength = name.length - at - 1;
  return at <= 0 || restLength > NAME_BYTES || restLength === 0 ? ["", name] : [name.slice(0, at), name.slice(at + 1)];
}

interface Header {
  name: string;
  prefix: string;
  mode: number;
  size: number;
  type: string;
  /** Whether to write the fields that only a file's own header has. */
  full: boolean;
}

function headerBlock({ name, prefix, mode, size, type, full }: Header): Buffer {
  const block = Buffer.alloc(BLOCK);
  const text = ([offset, length]: readonly [number, number], value: string) =>
    block.write(value, offset, length, "latin1");
  const octal = (field: readonly [number, number], value: number) =>
    text(field, (value > MAX_OCTAL_SIZE ? 0 : value).toString(8).padStart(field[1] - 1, "0"));
  text(FIELD.name, name);
  octal(FIELD.mode, mode);
  for (const field of [FIELD.uid, FIELD.gid, FIELD.modified]) octal(field, 0);
  octal(FIELD.size, size);
  text(FIELD.type, type);
  text(FIELD.magic, "ustar\x0000");
  if (full) for (const field of [FIELD.major, FIELD.minor]) octal(field, 0);
  text(FIELD.prefix, prefix);
  // The checksum is computed with its own field as spaces, and is written with a NUL and a space at the end.
  text(FIELD.checksum, " ".repeat(FIELD.checksum[1]));
  const sum = block.reduce((total, byte) => total + byte, 0);
  text(FIELD.checksum, `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}

function padded(content: Uint8Array): Buffer[] {
  const missing = (BLOCK - (content.length % BLOCK)) % BLOCK;
  return [Buffer.from(content), Buffer.alloc(missing)];
}

// eslint-disable-next-line no-control-regex -- matches NUL and non-ASCII characters
const isAscii = (text: string): boolean => /^[\x01-\x7f]*$/.test(text);
// eslint-disable-next-line no-control-regex -- as above
const ascii = (text: string): string => text.replace(/[^\x01-\x7f]/gu, "");
