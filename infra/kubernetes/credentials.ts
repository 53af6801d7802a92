/**
 * Credentials for requests to an API server: those of the kubeconfig, or what an exec plugin prints (the protocol of
 * `client.authentication.k8s.io`), until they expire.
 */
import { execFile } from "node:child_process";
import { z } from "zod";
import { messageOf } from "../../base/errors.ts";
import { jsonOf } from "../../base/json.ts";
import { startTimeOfDay } from "../../base/timer.ts";
import { InfraError } from "../errors.ts";
import type { ExecPlugin, KubeAccess } from "./kubeconfig.ts";

export interface Credentials {
  certPem?: string;
  keyPem?: string;
  token?: string;
}

/** @returns what the plugin prints @throws {Error} with what it says */
export type RunPlugin = (plugin: ExecPlugin) => Promise<string>;

const credentialSchema = z.object({
  kind: z.literal("ExecCredential"),
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
    expirationTimestamp: z.iso.datetime({ offset: true }).optional(),
  }),
});

/** Sign-ins of clouds take some seconds. */
const TIMEOUT_MS = 60_000;
/** A token must not expire on its way. */
const RESERVE_MS = 30_000;

const runPlugin: RunPlugin = ({ apiVersion, command, args, env }) => {
  const own = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  const info = JSON.stringify({ apiVersion, kind: "ExecCredential", spec: { interactive: false } });
  return new Promise((done, fail) => {
    const options = { env: { ...process.env, ...own, KUBERNETES_EXEC_INFO: info }, timeout: TIMEOUT_MS };
    execFile(command, args, options, (error, stdout, stderr) => {
      if (!error) return done(stdout);
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const why = error.killed ? `it did not end within ${TIMEOUT_MS / 1000} s` : stderr.trim().split("\n").at(-1);
      fail(new Error(isMissing ? "it is not on PATH" : why || error.message));
    });
  });
};

/** @param now time of day, in milliseconds */
export function credentialsOf(
  { exec, certPem, keyPem, token }: KubeAccess,
  now: () => number = startTimeOfDay(),
  run: RunPlugin = runPlugin,
): () => Promise<Credentials> {
  if (!exec) return () => Promise.resolve({ certPem, keyPem, token });
  let current: { credentials: Promise<Credentials>; untilMs: number } | undefined;
  return async () => {
    if (current && now() < current.untilMs) return current.credentials;
    const read = ask(exec, run);
    // Requests at the same time ask once.
    const own = { credentials: read.then(({ credentials }) => credentials), untilMs: Infinity };
    current = own;
    try {
      own.untilMs = (await read).untilMs - RESERVE_MS;
    } catch (error) {
      current = undefined;
      throw error;
    }
    return own.credentials;
  };
}

async function ask(exec: ExecPlugin, run: RunPlugin): Promise<{ credentials: Credentials; untilMs: number }> {
  const failed = (why: string, cause?: unknown): InfraError =>
    new InfraError(
      "KUBERNETES_API",
      `\`${exec.command}\`, which the kubeconfig names for credentials, failed: ${why}`,
      {
        cause,
      },
    );
  let text: string;
  try {
    text = await run(exec);
  } catch (error) {
    throw failed(messageOf(error), error);
  }
  const parsed = credentialSchema.safeParse(jsonOf(text));
  // Never quoted: it may be a token.
  if (!parsed.success) throw failed("it did not print an ExecCredential with a status");
  const { token, clientCertificateData: certPem, clientKeyData: keyPem, expirationTimestamp } = parsed.data.status;
  const untilMs = expirationTimestamp === undefined ? Infinity : Date.parse(expirationTimestamp);
  return { credentials: { certPem, keyPem, token }, untilMs };
}
