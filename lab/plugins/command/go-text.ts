/** Texts as Go and its SSH package write them: pulumi-command shows them to its users. */
import { messageOf, systemCode } from "../../../base/errors.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};
const IS_PRINTED = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");

/** As `%q`. */
export const quoted = (text: string): string => `"${Array.from(text, escaped).join("")}"`;

function escaped(character: string): string {
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  if (IS_PRINTED.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

/** `host:port`; IPv6 addresses in brackets. */
export const hostPort = (host: string, port: number): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

/** What the system says of a failed call. */
const SYSTEM_TEXTS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset by peer",
  EHOSTUNREACH: "no route to host",
  EINVAL: "invalid argument",
  ENETUNREACH: "network is unreachable",
  ENOENT: "no such file or directory",
  EPIPE: "broken pipe",
  ETIMEDOUT: "connection timed out",
};

const systemText = (error: unknown): string => SYSTEM_TEXTS[systemCode(error) ?? ""] ?? messageOf(error);

/** Why a TCP connection could not be made. */
export function dialText(host: string, port: number, error: unknown): string {
  switch (systemCode(error)) {
    case "ENOTFOUND":
      return `dial tcp: lookup ${host}: no such host`;
    case "EAI_AGAIN":
      return `dial tcp: lookup ${host}: server misbehaving`;
    case "ECONNRESET":
      // Node did not see that it was connected before.
      return `ssh: handshake failed: ${readText(hostPort(host, port), error)}`;
    default:
      return `dial tcp ${hostPort(host, port)}: connect: ${systemText(error)}`;
  }
}

export const dialTimeoutText = (host: string, port: number): string => `dial tcp ${hostPort(host, port)}: i/o timeout`;

/** Why a Unix socket could not be connected. */
export const dialUnixText = (path: string, error: unknown): string =>
  `dial unix ${path}: connect: ${systemText(error)}`;

/** @param between the addresses of a connection that ended in the middle of its handshake */
export const readText = (between: string, error: unknown): string => `read tcp ${between}: read: ${systemText(error)}`;

/** Numbers of the signals that SSH can report. */
const SIGNALS: Readonly<Record<string, number>> = {
  ABRT: 6,
  ALRM: 14,
  FPE: 8,
  HUP: 1,
  ILL: 4,
  INT: 2,
  KILL: 9,
  PIPE: 13,
  QUIT: 3,
  SEGV: 11,
  TERM: 15,
};

export interface Exit {
  /** `undefined` if a signal ended the command. */
  status: number | undefined;
  /** Without `SIG`. */
  signal?: string;
  reason?: string;
}

/** How a command ended that did not succeed. `undefined`: the connection was lost before the machine said so. */
export function exitText(exit: Exit | undefined): string {
  if (!exit) return "wait: remote command exited without exit status or exit signal";
  const { status, signal, reason } = exit;
  const text = `Process exited with status ${status ?? 128 + (SIGNALS[signal ?? ""] ?? 0)}`;
  const from = signal === undefined ? "" : ` from signal ${signal}`;
  return `${text}${from}${reason ? `. Reason was: ${reason}` : ""}`;
}
