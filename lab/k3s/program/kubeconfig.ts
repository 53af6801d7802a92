/** Kubeconfig files. */
import { writeFile } from "node:fs/promises";
import { stringify } from "yaml";

export interface Access {
  server: string;
  /** PEM. */
  ca: string;
  cert: string;
  key: string;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

export function kubeconfig({ server, ca, cert, key }: Access): string {
  const name = "default";
  return stringify({
    apiVersion: "v1",
    clusters: [{ cluster: { "certificate-authority-data": base64(ca), server }, name }],
    contexts: [{ context: { cluster: name, user: name }, name }],
    "current-context": name,
    kind: "Config",
    users: [{ name, user: { "client-certificate-data": base64(cert), "client-key-data": base64(key) } }],
  });
}

export const writeKubeconfig = (file: string, access: Access, mode = 0o600): Promise<void> =>
  writeFile(file, kubeconfig(access), { mode });
