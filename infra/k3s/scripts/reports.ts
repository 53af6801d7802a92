/** Parses what scripts print: the last line is JSON. */
import { z } from "zod";
import { InfraError } from "../../errors.ts";

const ms = z.number().int().nonnegative();

export const serverReportSchema = z.object({ changed: z.boolean(), createMs: ms, readyMs: ms });
export const agentReportSchema = z.object({ changed: z.boolean(), createMs: ms });
export const readyReportSchema = z.object({ readyMs: ms });

/** @throws InfraError `K3S_ANSWER` */
export function parseReport<T>(schema: z.ZodType<T>, stdout: string): T {
  const line = stdout.trimEnd().split("\n").at(-1) ?? "";
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    throw new InfraError("K3S_ANSWER", `The last line of a script is not the expected report: ${line}`, { cause });
  }
}

const SECURE_TOKEN = /^K10[0-9a-f]{64}::\S+$/;

/** The agents' token as the server wrote it. No error contains its text. @throws InfraError `K3S_ANSWER` */
export function parseAgentToken(stdout: string): string {
  const token = stdout.trim();
  if (SECURE_TOKEN.test(token)) return token;
  const about = "is not of the form K10<CA hash>::<credentials>, so agents could not verify the server";
  throw new InfraError("K3S_ANSWER", `The agents' token in /var/lib/rancher/k3s/server/agent-token ${about}.`);
}
