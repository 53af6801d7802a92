/**
 * Lifecycle of Login: logs in to a machine once before any script does, with a client that can tell who refused whom.
 * pulumi-command says only that it dials again, for as long as a boot may take.
 */
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { InfraError } from "../../errors.ts";
import { connect, type SshConnection, type SshTarget } from "../../ssh/connection.ts";

export interface LoginInputs {
  /** The node's name. */
  node: string;
  target: SshTarget;
  /** ID of the machine: another one is logged in to again. */
  machine: string;
  /** How long a machine that boots may take to answer. */
  reachLimitMs: number;
  /** How long a machine that boots may refuse the key: its SSH server may start before its keys are installed. */
  refusalLimitMs: number;
  /** Its owner manages its firewall. */
  isExisting: boolean;
}

export interface LoginOutputs extends LoginInputs {
  /** Until the first login succeeded. */
  waitedMs: number;
}

/** Time and network, replaced in tests. */
export interface LoginContext {
  connect(target: SshTarget, limitMs: number): Promise<SshConnection>;
  nowMs(): number;
  sleep(ms: number): Promise<unknown>;
}

const REAL: LoginContext = { connect, nowMs: () => performance.now(), sleep: (ms) => delay(ms) };
const ATTEMPT_LIMIT_MS = 15_000;
const RETRY_MS = 2_000;

const KEYS = ["node", "target", "machine"] as const;

export function diff(olds: LoginInputs, news: LoginInputs) {
  return { changes: KEYS.some((key) => !isDeepStrictEqual(olds[key], news[key])) };
}

/** @throws InfraError `SSH_REFUSED` or `SSH_UNREACHABLE` with which key, rule or address is in the way */
export async function login(inputs: LoginInputs, context: LoginContext = REAL): Promise<LoginOutputs> {
  const { target, reachLimitMs, refusalLimitMs } = inputs;
  const startedAt = context.nowMs();
  let refusedAt: number | null = null;
  for (;;) {
    try {
      (await context.connect(target, ATTEMPT_LIMIT_MS)).close();
      return { ...inputs, waitedMs: Math.round(context.nowMs() - startedAt) };
    } catch (error) {
      if (!(error instanceof InfraError)) throw error;
      const now = context.nowMs();
      const isRefused = error.code === "SSH_REFUSED";
      if (isRefused) refusedAt ??= now;
      const isOver = isRefused ? now - refusedAt! >= refusalLimitMs : now - startedAt >= reachLimitMs;
      if (isOver) throw new InfraError(error.code, explain(inputs, error, now - startedAt), { cause: error });
    }
    await context.sleep(RETRY_MS);
  }
}

function explain({ node, isExisting }: LoginInputs, error: InfraError, afterMs: number): string {
  const waited = `${node}: no login within ${Math.round(afterMs / 1000)} s. ${error.message}`;
  if (error.code === "SSH_REFUSED") return waited;
  if (isExisting)
    return `${waited} Its owner's firewalls must admit SSH from this machine's public address, and its \`publicIp\` and \`sshPort\` must be right.`;
  return `${waited} The rules admit SSH from the ranges in \`access.adminCidrs\` only: is this machine's public address among them?`;
}
