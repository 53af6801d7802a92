/** What a server's certificate authorities sign at its start. */
import { copyFileSync, existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { makeFolder } from "../../../../base/folder.ts";
import { ensureAuthority, ensurePair, newKey, readPair, type Identity, type KeyPair } from "../certificates.ts";
import { PATHS } from "../paths.ts";

const at = (name: string): string => `${PATHS.tls}/${name}`;

export const AUTHORITIES = {
  server: at("server-ca"),
  client: at("client-ca"),
  requestHeader: at("request-header-ca"),
} as const;

const MASTERS = ["system:masters"];
const CLIENTS: Record<string, Identity> = {
  "client-admin": { commonName: "system:admin", organizations: MASTERS, usage: "clientAuth" },
  "client-supervisor": { commonName: "system:k3s-supervisor", organizations: MASTERS, usage: "clientAuth" },
  "client-controller": { commonName: "system:kube-controller-manager", usage: "clientAuth" },
  "client-scheduler": { commonName: "system:kube-scheduler", usage: "clientAuth" },
  "client-kube-apiserver": { commonName: "system:apiserver", organizations: MASTERS, usage: "clientAuth" },
};

/** The common name with which the API server believes who a request is said to be from. */
export const AUTH_PROXY = "system:auth-proxy";

export const TLS = {
  serving: at("serving-kube-apiserver"),
  admin: at("client-admin"),
  supervisor: at("client-supervisor"),
  controller: at("client-controller"),
  scheduler: at("client-scheduler"),
  apiServer: at("client-kube-apiserver"),
  authProxy: at("client-auth-proxy"),
  serviceAccounts: at("service"),
} as const;

export const caOf = (authority: string): string => readPair(authority).cert;
export const pairOf = (stem: string): KeyPair => readPair(stem);

/** @param names of the API server, beside those that every cluster has */
export async function prepareCertificates(names: readonly string[], domain: string): Promise<void> {
  makeFolder(PATHS.tls, 0o700);
  const stamp = Math.floor(Date.now() / 1000);
  await Promise.all([
    ensureAuthority(AUTHORITIES.server, `k3s-server-ca@${stamp}`),
    ensureAuthority(AUTHORITIES.client, `k3s-client-ca@${stamp}`),
    ensureAuthority(AUTHORITIES.requestHeader, `k3s-request-header-ca@${stamp}`),
  ]);
  const service = "kubernetes.default";
  const always = ["kubernetes", service, `${service}.svc`, `${service}.svc.${domain}`, "localhost", "127.0.0.1"];
  const serving: Identity = {
    commonName: "k3s",
    organizations: ["k3s"],
    usage: "serverAuth",
    names: [...new Set([...always, ...names])],
  };
  await Promise.all([
    ...Object.entries(CLIENTS).map(([name, identity]) => ensurePair(AUTHORITIES.client, at(name), identity)),
    ensurePair(AUTHORITIES.requestHeader, TLS.authProxy, { commonName: AUTH_PROXY, usage: "clientAuth" }),
    ensurePair(AUTHORITIES.server, TLS.serving, serving),
  ]);
  const key = `${TLS.serviceAccounts}.key`;
  if (!existsSync(key)) await writeFile(key, newKey(), { mode: 0o600 });
  const current = `${TLS.serviceAccounts}.current.key`;
  if (!existsSync(current)) copyFileSync(key, current);
}
