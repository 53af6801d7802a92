import pc from "picocolors";
import type { Context } from "../context.ts";
import { checks } from "../doctor/checks.ts";
import { cloudFindings } from "../doctor/cloud-checks.ts";
import type { Named } from "../doctor/finding.ts";
import { EXIT } from "../exit.ts";

const signs = { ok: pc.green("ok  "), note: pc.yellow("note"), fail: pc.red("FAIL") };

export async function doctor(context: Context, options: { json?: true }): Promise<number> {
  const findings: Named[] = [];
  for (const { name, look } of checks) {
    try {
      findings.push({ name, ...(await look(context)) });
    } catch (error) {
      findings.push({ name, status: "fail", detail: error instanceof Error ? error.message : String(error) });
    }
  }
  findings.push(...(await cloudFindings(context)));
  if (options.json) context.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else
    for (const { name, status, detail } of findings)
      context.stdout.write(`${signs[status]}  ${name.padEnd(18)} ${detail}\n`);
  return findings.some((finding) => finding.status === "fail") ? EXIT.usage : EXIT.ok;
}
