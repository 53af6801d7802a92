/** Writes required settings into the text of a stack file, and keeps comments and everything else. Pure. */
import { parseDocument, type Document } from "yaml";
import { isDeepStrictEqual } from "node:util";

export interface Answers {
  adminCidrs?: string[];
  gcpProject?: string;
  edgeAddress?: string;
  edgeHostKey?: string;
  edgeJoin?: string;
  edgeUser?: string;
  azureRegion?: string;
  gcpRegion?: string;
}

type Path = (string | number)[];

/** A value that is already set, and differs from the answer. */
export interface Conflict {
  path: string;
  has: unknown;
}

export interface Applied {
  text: string;
  /** Key paths that were written, with their values. */
  written: { path: string; value: unknown }[];
  conflicts: Conflict[];
  /** Answers that do not apply to the stack. */
  misplaced: { flag: string; why: string }[];
}

const EDGE_KEYS = { edgeAddress: "publicIp", edgeHostKey: "hostKey", edgeJoin: "join", edgeUser: "sshUser" } as const;

export const flagOf = (answer: string): string => {
  const name = answer === "adminCidrs" ? "adminCidr" : answer;
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
};

/** A bare address is a range of one address. */
const asRange = (text: string): string => (text.includes("/") ? text : `${text}/32`);

interface LooseNode {
  name?: unknown;
  cloud?: unknown;
}

function nodesOf(document: Document): LooseNode[] {
  const config = (document.toJS() as { config?: Record<string, { nodes?: unknown }> } | null)?.config;
  const nodes = config?.["stackmark:topology"]?.nodes;
  return Array.isArray(nodes) ? (nodes as LooseNode[]) : [];
}

/** @param overwrite whether to replace values that are already set */
export function applyAnswers(text: string, answers: Answers, overwrite = false): Applied {
  const document = parseDocument(text);
  const applied: Applied = { text, written: [], conflicts: [], misplaced: [] };
  const nodes = nodesOf(document);
  const has = (cloud: string): boolean => nodes.some((node) => node.cloud === cloud);

  const put = (section: string, inner: Path, value: unknown): void => {
    const path = [section, ...inner].reduce<string>(
      (all, part) => (typeof part === "number" ? `${all}[${part}]` : all === "" ? String(part) : `${all}.${part}`),
      "",
    );
    const place = ["config", `stackmark:${section}`, ...inner];
    const found: unknown = document.getIn(place);
    const old = document.hasIn(place) ? ((found as { toJSON?: () => unknown })?.toJSON?.() ?? found) : undefined;
    if (old !== undefined && !isDeepStrictEqual(old, value) && !overwrite) {
      applied.conflicts.push({ path, has: old });
      return;
    }
    document.setIn(place, Array.isArray(value) ? document.createNode(value, { flow: true }) : value);
    applied.written.push({ path, value });
  };
  const needs = (answer: keyof Answers, cloud: string): boolean => {
    if (answers[answer] === undefined) return false;
    if (has(cloud)) return true;
    applied.misplaced.push({ flag: flagOf(answer), why: `the stack has no node of cloud ${cloud}` });
    return false;
  };

  if (answers.adminCidrs) put("access", ["adminCidrs"], answers.adminCidrs.map(asRange));
  if (needs("gcpProject", "gcp")) put("topology", ["gcp", "project"], answers.gcpProject);
  if (needs("gcpRegion", "gcp")) put("topology", ["gcp", "region"], answers.gcpRegion);
  if (needs("azureRegion", "azure")) put("topology", ["azure", "region"], answers.azureRegion);
  const edges = nodes.flatMap((node, i) => (node.cloud === "existing" ? [i] : []));
  for (const [answer, key] of Object.entries(EDGE_KEYS) as [keyof typeof EDGE_KEYS, string][]) {
    if (!needs(answer, "existing")) continue;
    if (edges.length > 1)
      applied.misplaced.push({
        flag: flagOf(answer),
        why: "the stack has several existing machines; set it in the file",
      });
    else put("topology", ["nodes", edges[0]!, key], answers[answer]);
  }
  return { ...applied, text: applied.written.length > 0 ? document.toString({ lineWidth: 0 }) : text };
}
