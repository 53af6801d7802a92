/** Progress of a cell as plain lines; what a provider writes to stderr shows while `up` runs. */
import type { Progress } from "@stackmark/loadgen";

export function progressLine(cell: string, progress: Progress): string {
  const { remainingMs, users, ratePerS, p95Ms, failures } = progress;
  const left = `${Math.ceil(remainingMs / 1000)}s left`;
  const p95 = p95Ms === null ? "p95 -" : `p95 ${Math.round(p95Ms)} ms`;
  return `[${cell}] ${left}, ${users} users, ${ratePerS.toFixed(1)} req/s, ${p95}, ${failures} failed`;
}
