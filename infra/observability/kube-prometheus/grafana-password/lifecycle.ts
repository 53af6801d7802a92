/** Lifecycle of GrafanaPassword: a random password that needs no quoting anywhere. */
import { randomBytes, randomUUID } from "node:crypto";

export interface PasswordOutputs {
  password: string;
}

const BYTES = 18;

export function create(): { id: string; outs: PasswordOutputs } {
  return { id: randomUUID(), outs: { password: randomBytes(BYTES).toString("base64url") } };
}
