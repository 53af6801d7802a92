/** What the dynamic provider of SSH keys does. */
import { randomUUID } from "node:crypto";
import { generateSshKeyPair, type SshKeyPair } from "./generate.ts";

export interface SshKeyInputs {
  /** What the key is for: `stackmark/<stack>`, `<machine>`. */
  comment: string;
}

export type SshKeyOutputs = SshKeyInputs & SshKeyPair;

export function create(inputs: SshKeyInputs): { id: string; outs: SshKeyOutputs } {
  const { comment } = inputs;
  return { id: randomUUID(), outs: { comment, ...generateSshKeyPair(comment) } };
}

/** Only another purpose makes another key: a new one locks everybody out of the machines that have the old one. */
export function diff(olds: SshKeyOutputs, news: SshKeyInputs) {
  const changes = olds.comment !== news.comment;
  return { changes, replaces: changes ? ["comment"] : [] };
}
