/** How an agent gets to know its cluster from the server, by a token. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { dirname } from "node:path";
import { makeFolder } from "../../../../base/folder.ts";
import { LabError } from "../../../errors.ts";
import { newKey, publicKeyOf, type KeyPair } from "../certificates.ts";
import { log } from "../log.ts";
import { PATHS } from "../paths.ts";
import type { ClusterSettings, NodeSettings } from "../settings/settings.ts";
import { hashOfCa, parseToken, type Token } from "../token.ts";
import { eventually } from "../wait.ts";

const CA_RETRY_MS = 2000;
const CONFIG_RETRY_MS = 5000;
const LIMIT_MS = 10_000;

export interface Supervisor {
  url: string;
  ca: string;
  token: Token;
}

interface Answer {
  status: number;
  statusText: string;
  text: string;
}

function ask(url: string, options: RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, { agent: false, timeout: LIMIT_MS, ...options }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      const { statusCode: status = 0, statusMessage: statusText = "" } = response;
      response.once("end", () => resolve({ status, statusText, text })).once("error", reject);
    });
    const late = (): Error => new Error(`Get "${url}": context deadline exceeded`);
    sent
      .once("timeout", () => sent.destroy(late()))
      .once("error", reject)
      .end(body);
  });
}

/** The server's authority, checked by the token's hash of it. */
async function readCa(url: string, token: Token): Promise<string> {
  const fetched = await ask(`${url}/cacerts`, { rejectUnauthorized: false });
  if (fetched.status !== 200)
    throw new LabError("LAB_K3S_REFUSED", `failed to get CA certs: ${url}/cacerts: ${fetched.status}`);
  const actual = hashOfCa(fetched.text);
  if (token.caHash !== "" && token.caHash !== actual)
    throw new LabError(
      "LAB_K3S_REFUSED",
      `token CA hash does not match the Cluster CA certificate hash: ${token.caHash} != ${actual}`,
    );
  if (token.caHash === "")
    log.warn(
      "Cluster CA certificate is not trusted by the host CA bundle, but the token does not include a CA hash. Use the full token from the server's node-token file to enable Cluster CA validation.",
    );
  // Again, by that authority: it must have signed the server's certificate.
  await ask(`${url}/cacerts`, { ca: fetched.text });
  return fetched.text;
}

/** Waits until the server answers with the authority that the token names, as K3s does without end. */
export async function connectSupervisor(url: string, text: string, server: string): Promise<Supervisor> {
  const token = parseToken(text);
  const said = (message: string): void =>
    log.error(`Failed to validate connection to cluster at ${server}: ${message}`);
  const ca = await eventually(() => readCa(url, token), CA_RETRY_MS, said);
  return { url, ca, token };
}

const authorization = ({ password }: Token): string => `Basic ${Buffer.from(`node:${password}`).toString("base64")}`;

async function fetchFrom(supervisor: Supervisor, path: string, headers = {}, body?: string): Promise<string> {
  const url = `${supervisor.url}/v1-k3s/${path}`;
  const all = { authorization: authorization(supervisor.token), ...headers };
  const method = body === undefined ? "GET" : "POST";
  const { status, statusText, text } = await ask(url, { ca: supervisor.ca, method, headers: all }, body);
  if (status === 200) return text;
  if (status === 403)
    throw new LabError(
      "LAB_K3S_REFUSED",
      `Node password rejected, duplicate hostname or contents of '${PATHS.nodePassword}' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag`,
    );
  throw new LabError("LAB_K3S_REFUSED", `${url}: ${status} ${statusText}`);
}

async function nodePassword(): Promise<string> {
  if (existsSync(PATHS.nodePassword)) return readFileSync(PATHS.nodePassword, "utf8").trim();
  const password = randomBytes(16).toString("hex");
  makeFolder(dirname(PATHS.nodePassword));
  await writeFile(PATHS.nodePassword, `${password}\n`, { mode: 0o600 });
  return password;
}

export interface Membership {
  cluster: ClusterSettings;
  serverCa: string;
  kubelet: KeyPair;
  kubeProxy: KeyPair;
  controller: KeyPair;
}

async function certificate(supervisor: Supervisor, name: string, headers: object): Promise<KeyPair> {
  const key = newKey();
  const cert = await fetchFrom(supervisor, `${name}.crt`, headers, publicKeyOf(key));
  await writeFile(`${PATHS.agent}/${name}.crt`, cert, { mode: 0o600 });
  await writeFile(`${PATHS.agent}/${name}.key`, key, { mode: 0o600 });
  return { cert, key };
}

async function joinOnce(supervisor: Supervisor, node: NodeSettings): Promise<Membership> {
  const config = await fetchFrom(supervisor, "config").catch((error: Error) => {
    throw new LabError("LAB_K3S_REFUSED", `failed to retrieve configuration from server: ${error.message}`);
  });
  const serverCa = await fetchFrom(supervisor, "server-ca.crt");
  makeFolder(PATHS.agent, 0o700);
  await writeFile(`${PATHS.agent}/server-ca.crt`, serverCa, { mode: 0o600 });
  await writeFile(`${PATHS.agent}/client-ca.crt`, await fetchFrom(supervisor, "client-ca.crt"), { mode: 0o600 });
  const headers = {
    "k3s-node-name": node.name,
    "k3s-node-password": await nodePassword(),
    "k3s-node-ip": [node.ip, ...(node.externalIp ? [node.externalIp] : [])].join(","),
  };
  await certificate(supervisor, "serving-kubelet", headers);
  return {
    cluster: JSON.parse(config) as ClusterSettings,
    serverCa,
    kubelet: await certificate(supervisor, "client-kubelet", headers),
    kubeProxy: await certificate(supervisor, "client-kube-proxy", headers),
    controller: await certificate(supervisor, "client-k3s-controller", headers),
  };
}

/** Tries without end, as K3s does: what is wrong shows in the log, and the service never becomes active. */
export const joinCluster = (supervisor: Supervisor, node: NodeSettings): Promise<Membership> =>
  eventually(
    () => joinOnce(supervisor, node),
    CONFIG_RETRY_MS,
    (message) => log.info(`Waiting to retrieve agent configuration; server is not ready: ${message}`),
  );
