import type { CellResult } from "../../loadgen/schema/cell.ts";

/** The health rules and audits that a result does not pass, and other reasons why it is not complete. */
export function rulesBroken({ generator, accounting, reasons }: CellResult): string[] {
  const health = generator.reasons.map((reason) => reason.split(":", 1)[0]!);
  const audits = accounting.audits.filter(({ holds }) => !holds).map(({ name }) => name);
  const others = reasons.map(({ code }) => code).filter((code) => !/^(generator-limited|audit-failed)$/.test(code));
  return [...new Set([...health, ...audits, ...others])];
}
