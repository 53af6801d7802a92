/** Reads server and credentials from a self-contained kubeconfig: as K3s writes it, or `selfContained` makes it. */
import { parse } from "yaml";
import { z } from "zod";
import { flatIssues, issueText } from "../../base/issues.ts";
import { InfraError } from "../errors.ts";

/** A program that prints credentials, such as those of EKS, GKE and AKS. */
export interface ExecPlugin {
  apiVersion: string;
  command: string;
  args: string[];
  env: { name: string; value: string }[];
}

export interface KubeAccess {
  /** `https://host:6443` */
  server: string;
  caPem?: string;
  certPem?: string;
  keyPem?: string;
  token?: string;
  /** Instead of certificate and token. */
  exec?: ExecPlugin;
  /** Name in the server's certificate. Default: that of its URL. */
  serverName?: string;
  /** The server's certificate is not checked. */
  isUnverified?: boolean;
}

const execSchema = z.object({
  apiVersion: z.string(),
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
});
const clusterSchema = z.object({
  server: z.url(),
  "certificate-authority-data": z.string().optional(),
  "tls-server-name": z.string().optional(),
  "insecure-skip-tls-verify": z.boolean().optional(),
});
const userSchema = z.object({
  "client-certificate-data": z.string().optional(),
  "client-key-data": z.string().optional(),
  token: z.string().optional(),
  exec: execSchema.optional(),
});
const name = z.string();
const contextSchema = z.object({ name, context: z.object({ cluster: z.string(), user: z.string() }) });
const schema = z.object({
  "current-context": z.string(),
  contexts: z.array(contextSchema),
  clusters: z.array(z.object({ name, cluster: clusterSchema })),
  users: z.array(z.object({ name, user: userSchema })),
});

export const unusable = (what: string): InfraError =>
  new InfraError(
    "KUBERNETES_API",
    `The kubeconfig cannot be used: ${what}. \`kubectl config view\` shows what it says.`,
  );

/** @throws {InfraError} KUBERNETES_API if there is none */
export function entryOf<T extends { name: string }>(list: readonly T[], wanted: string, kind: string): T {
  const found = list.find((item) => item.name === wanted);
  if (found) return found;
  const known = list.map((item) => item.name).join(", ") || "none";
  throw unusable(`it has no ${kind} "${wanted}"; there are: ${known}`);
}

/** @throws {InfraError} KUBERNETES_API, which never quotes the text: it contains a private key */
export function parseKubeconfig(text: string): KubeAccess {
  let document: unknown;
  try {
    document = parse(text);
  } catch {
    throw unusable("it is not YAML");
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success)
    throw unusable(
      flatIssues(parsed.error.issues)
        .map((issue) => `${issue.path.join(".")} ${issueText(issue)}`)
        .join(", "),
    );
  const config = parsed.data;
  const { context } = entryOf(config.contexts, config["current-context"], "context");
  const { cluster } = entryOf(config.clusters, context.cluster, "cluster");
  const { user } = entryOf(config.users, context.user, "user");
  const decoded = (data: string | undefined): string | undefined =>
    data === undefined ? undefined : Buffer.from(data, "base64").toString("utf8");
  const optional = {
    caPem: decoded(cluster["certificate-authority-data"]),
    certPem: decoded(user["client-certificate-data"]),
    keyPem: decoded(user["client-key-data"]),
    token: user.token,
    exec: user.exec && { ...user.exec, args: user.exec.args ?? [], env: user.exec.env ?? [] },
    serverName: cluster["tls-server-name"],
    isUnverified: cluster["insecure-skip-tls-verify"],
  };
  const set = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { server: cluster.server.replace(/\/$/, ""), ...set };
}
