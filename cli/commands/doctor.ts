import { Command } from "commander";
import pc from "picocolors";
import { messageOf } from "../../base/errors.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { CHECKS } from "../doctor/checks.ts";
import { cloudFindings } from "../doctor/clouds.ts";
import type { NamedFinding } from "../doctor/finding.ts";
import { EXIT } from "../exit.ts";

export const command = new Command("doctor").option("--json", "print the findings as JSON").action(run(doctor));

const SIGNS = { ok: pc.green("ok  "), note: pc.yellow("note"), fail: pc.red("FAIL") };

async function doctor(context: Context, options: { json?: true }): Promise<number> {
  const findings: NamedFinding[] = [];
  for (const { name, check } of CHECKS) {
    try {
      findings.push({ name, ...(await check(context)) });
    } catch (error) {
      findings.push({ name, status: "fail", detail: messageOf(error) });
    }
  }
  findings.push(...(await cloudFindings(context)));
  if (options.json)
    context.stdout.write(
      `${JSON.stringify(
        findings.map(({ name, status, detail }) => ({ name, status, detail })),
        null,
        2,
      )}\n`,
    );
  else
    for (const { name, status, detail } of findings)
      context.stdout.write(`${SIGNS[status]}  ${name.padEnd(18)} ${detail}\n`);
  return findings.some((finding) => finding.status === "fail") ? EXIT.usage : EXIT.ok;
}
