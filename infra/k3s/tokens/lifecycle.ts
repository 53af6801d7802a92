/** Lifecycle of ClusterTokens. */
import { randomBytes, randomUUID } from "node:crypto";

export interface TokenOutputs {
  serverToken: string;
  agentToken: string;
}

const TOKEN_BYTES = 32;

/** Hexadecimal, so that it needs no quoting in any file. */
const token = (): string => randomBytes(TOKEN_BYTES).toString("hex");

export const create = (): { id: string; outs: TokenOutputs } => ({
  id: randomUUID(),
  outs: { serverToken: token(), agentToken: token() },
});
