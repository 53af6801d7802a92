/** Go's duration strings ("5m", "1h30m", "250ms"), as the SDKs send custom timeouts. */
const SECONDS: Record<string, number> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Seconds. Throws on text that is not a duration. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text) {
    throw new Error(`"${text}" is not a duration: write it like "90s", "5m" or "1h30m"`);
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (SECONDS[unit as string] as number), 0);
}
