/** Example values for required settings that are missing, so that a stack can be recorded without them. Pure. */
import { parseDocument } from "yaml";
import type { Problem } from "../../infra/stack-file.ts";

/** The addresses are reserved for documentation. */
const EXAMPLES: [at: RegExp, value: unknown][] = [
  [/^access\.adminCidrs$/, ["203.0.113.7/32"]],
  [/^topology\.gcp\.project$/, "example-project"],
  [/\.publicIp$/, "198.51.100.9"],
  [/\.hostKey$/, "ssh-ed25519 AAAAexample"],
];

export interface WithExamples {
  text: string;
  /** Example values of secrets, by their keys. */
  secrets: Record<string, { secret: string }>;
}

/**
 * @param text the content of a stack file
 * @param unset the required settings that it lacks
 */
export function withExamples(text: string, unset: readonly Problem[]): WithExamples {
  const document = parseDocument(text);
  const secrets: WithExamples["secrets"] = {};
  for (const { path } of unset) {
    const example = EXAMPLES.find(([at]) => at.test(path));
    const [section = "", ...keys] = path.split(/[.[\]]+/).filter((part) => part !== "");
    if (example)
      document.setIn(["config", `stackmark:${section}`, ...keys.map(keyOf)], document.createNode(example[1]));
    else secrets[`stackmark:${path}`] = { secret: "example" };
  }
  return { text: document.toString({ lineWidth: 0 }), secrets };
}

const keyOf = (part: string): string | number => (/^\d+$/.test(part) ? Number(part) : part);
