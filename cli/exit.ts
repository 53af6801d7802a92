/** Exit codes of all commands except `stackmark pulumi`, which uses Pulumi's own. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  /** Bad usage or configuration; nothing was started. */
  usage: 2,
  /** Deadline or cost cap. */
  deadline: 3,
  /** The verdict of the comparison is `worse`. */
  worse: 4,
  /** Something is left over after destroy. */
  leftover: 5,
  /** A run is invalid: the generator could not keep up, targets were down, or there were too few workers. */
  invalid: 98,
  /** A threshold was crossed. */
  threshold: 99,
  interrupted: 105,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const PRECEDENCE: ExitCode[] = [
  EXIT.interrupted,
  EXIT.deadline,
  EXIT.usage,
  EXIT.unexpected,
  EXIT.invalid,
  EXIT.threshold,
  EXIT.worse,
  EXIT.leftover,
];

/**
 * The code to exit with if several apply; 0 if none does. `undefined` entries are ignored. `leftover` replaces `unexpected`:
 * what is left over may cost money, whatever else failed.
 */
export function exitCodeOf(codes: Iterable<ExitCode | undefined>): ExitCode {
  const all = new Set(codes);
  if (all.has(EXIT.leftover)) all.delete(EXIT.unexpected);
  return PRECEDENCE.find((code) => all.has(code)) ?? EXIT.ok;
}
