/** Makes a self-contained kubeconfig of one context from the files that kubectl would use. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { messageOf } from "../../base/errors.ts";
import { entryOf, unusable } from "./kubeconfig.ts";

/** Which cluster is meant. */
export interface KubeconfigChoice {
  /** Path from `folder`; `~/` is the home folder. Default: as kubectl. */
  kubeconfig?: string;
  /** Default: the current one. */
  context?: string;
}

export interface SelfContained {
  /** Secret: it may hold a key or a token. */
  text: string;
  context: string;
}

const named = z.array(z.looseObject({ name: z.string() })).nullish();
const fileSchema = z.looseObject({
  "current-context": z.string().optional(),
  contexts: named,
  clusters: named,
  users: named,
});
type Entry = { name: string; dir: string } & Record<string, unknown>;

/** Keys that name a file, and the keys that hold its content, in base 64 or as text. */
const CLUSTER_FILES = { "certificate-authority": "certificate-authority-data" };
const USER_FILES = { "client-certificate": "client-certificate-data", "client-key": "client-key-data" };

/**
 * Like `kubectl config view --minify --flatten`: credentials of other clusters stay where they are.
 *
 * @throws {InfraError} KUBERNETES_API, which never quotes a file
 */
export function selfContained(
  { kubeconfig, context: wanted }: KubeconfigChoice,
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): SelfContained {
  const files = pathsOf(kubeconfig, folder, env).map(readFile);
  const all = (key: "contexts" | "clusters" | "users"): Entry[] =>
    files.flatMap(({ content, dir }) => (content[key] ?? []).map((entry) => ({ ...entry, dir })));
  const context = wanted ?? files.map(({ content }) => content["current-context"]).find((name) => name);
  if (context === undefined) throw unusable("it has no current context; set `topology.cluster.context`");
  const { cluster, user } = z
    .object({ cluster: z.string(), user: z.string() })
    .catch({ cluster: "", user: "" })
    .parse(entryOf(all("contexts"), context, "context").context);
  const content = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    contexts: [{ name: context, context: { cluster, user } }],
    clusters: [
      { name: cluster, cluster: inlined(entryOf(all("clusters"), cluster, "cluster"), "cluster", CLUSTER_FILES) },
    ],
    users: [{ name: user, user: userOf(entryOf(all("users"), user, "user")) }],
  };
  return { text: stringify(content), context };
}

/** Those that are there: kubectl, too, skips the others of `KUBECONFIG`. */
function pathsOf(given: string | undefined, folder: string, env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME ?? homedir();
  if (given !== undefined) return [given.startsWith("~/") ? join(home, given.slice(2)) : resolve(folder, given)];
  const listed = (env.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  if (listed.length === 0) return [join(home, ".kube", "config")];
  const found = listed.filter((path) => existsSync(path));
  if (found.length === 0) throw unusable("no file of the variable KUBECONFIG exists");
  return found;
}

function readFile(path: string): { content: z.infer<typeof fileSchema>; dir: string } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw unusable(`it cannot be read: ${messageOf(error)}`);
  }
  let document: unknown;
  try {
    document = parse(text);
  } catch {
    throw unusable(`${path} is not YAML`);
  }
  const parsed = fileSchema.safeParse(document);
  if (!parsed.success) throw unusable(`${path} has no lists of contexts, clusters and users`);
  return { content: parsed.data, dir: dirname(path) };
}

/** With the content of files instead of their paths. */
function inlined(entry: Entry, key: string, files: Readonly<Record<string, string>>): Record<string, unknown> {
  const content = z.record(z.string(), z.unknown()).catch({}).parse(entry[key]);
  const plain = Object.entries(content).filter(([name]) => !(name in files));
  const read = Object.entries(files).flatMap(([name, data]) => {
    const path = content[name];
    if (typeof path !== "string" || path === "" || data in content) return [];
    return [[data, bytesOf(path, entry.dir).toString("base64")] as const];
  });
  return Object.fromEntries([...plain, ...read]);
}

function userOf(entry: Entry): Record<string, unknown> {
  const { tokenFile, exec, ...user } = inlined(entry, "user", USER_FILES);
  const token = typeof tokenFile === "string" ? { token: bytesOf(tokenFile, entry.dir).toString("utf8").trim() } : {};
  return { ...user, ...token, ...(exec === undefined ? {} : { exec: withPath(exec, entry.dir) }) };
}

/** A command with a slash is relative to the file that names it. */
function withPath(exec: unknown, dir: string): unknown {
  const plugin = z.looseObject({ command: z.string() }).safeParse(exec).data;
  if (!plugin?.command.includes("/")) return exec;
  return { ...plugin, command: resolve(dir, plugin.command) };
}

function bytesOf(path: string, dir: string): Buffer {
  try {
    return readFileSync(resolve(dir, path));
  } catch (error) {
    throw unusable(`a file that it names cannot be read: ${messageOf(error)}`);
  }
}
