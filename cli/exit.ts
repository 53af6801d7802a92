/** Exit codes of every command but `stackmark pulumi`, which uses Pulumi's own. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  /** Bad usage or configuration; nothing was started. */
  usage: 2,
  /** Deadline or cost cap. */
  deadline: 3,
  /** The comparison came out worse. */
  worse: 4,
  /** Something was left over after destroy. */
  leftover: 5,
  /** A run is invalid: generator-limited, targets down, too few workers. */
  invalid: 98,
  /** A service level threshold was crossed. */
  threshold: 99,
  interrupted: 105,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const precedence: ExitCode[] = [
  EXIT.interrupted,
  EXIT.deadline,
  EXIT.usage,
  EXIT.unexpected,
  EXIT.invalid,
  EXIT.threshold,
  EXIT.worse,
  EXIT.leftover,
];

/** The code to exit with where several apply; 0 where none does. */
export function foremost(codes: Iterable<ExitCode>): ExitCode {
  const all = new Set(codes);
  return precedence.find((code) => all.has(code)) ?? EXIT.ok;
}
