/** What the dynamic provider of a cluster's tokens does. */
import { randomBytes, randomUUID } from "node:crypto";

export interface TokenOutputs {
  serverToken: string;
  agentToken: string;
}

/** Digits and letters only, so that they are one word in every file that they go to. */
const TOKEN_BYTES = 32;
const token = (): string => randomBytes(TOKEN_BYTES).toString("hex");

export const create = (): { id: string; outs: TokenOutputs } => ({
  id: randomUUID(),
  outs: { serverToken: token(), agentToken: token() },
});
