/** Reads server and credentials from a kubeconfig as K3s writes it: inline, without plugins. */
import { parse } from "yaml";
import { z } from "zod";
import { InfraError } from "../errors.ts";

export interface KubeAccess {
  /** `https://host:6443` */
  server: string;
  caPem?: string;
  certPem?: string;
  keyPem?: string;
  token?: string;
}

const name = z.string();
const schema = z.object({
  "current-context": z.string(),
  contexts: z.array(z.object({ name, context: z.object({ cluster: z.string(), user: z.string() }) })),
  clusters: z.array(
    z.object({
      name,
      cluster: z.object({ server: z.url(), "certificate-authority-data": z.string().optional() }),
    }),
  ),
  users: z.array(
    z.object({
      name,
      user: z.object({
        "client-certificate-data": z.string().optional(),
        "client-key-data": z.string().optional(),
        token: z.string().optional(),
      }),
    }),
  ),
});

const broken = (what: string): InfraError =>
  new InfraError("KUBERNETES_API", `The kubeconfig cannot be used: ${what}. Use the kubeconfig that K3s wrote.`);

/** @throws {InfraError} KUBERNETES_API, which never quotes the text: it contains a private key */
export function parseKubeconfig(text: string): KubeAccess {
  let document: unknown;
  try {
    document = parse(text);
  } catch {
    throw broken("it is not YAML");
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw broken(parsed.error.issues.map(({ path }) => `${path.join(".")} is missing`).join(", "));
  const config = parsed.data;
  const pick = <T extends { name: string }>(list: readonly T[], wanted: string, kind: string): T => {
    const found = list.find((item) => item.name === wanted);
    if (!found) throw broken(`it has no ${kind} "${wanted}"`);
    return found;
  };
  const { context } = pick(config.contexts, config["current-context"], "context");
  const { cluster } = pick(config.clusters, context.cluster, "cluster");
  const { user } = pick(config.users, context.user, "user");
  const decoded = (data: string | undefined): string | undefined =>
    data === undefined ? undefined : Buffer.from(data, "base64").toString("utf8");
  const optional = {
    caPem: decoded(cluster["certificate-authority-data"]),
    certPem: decoded(user["client-certificate-data"]),
    keyPem: decoded(user["client-key-data"]),
    token: user.token,
  };
  const set = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { server: cluster.server.replace(/\/$/, ""), ...set };
}
