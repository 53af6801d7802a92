/** The tokens of a cluster, and the passwords by which nodes are known again. */
import { existsSync, readFileSync } from "node:fs";
import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { rm, symlink, writeFile } from "node:fs/promises";
import { ApiError, type ApiClient } from "../api/client.ts";
import { PATHS } from "../paths.ts";
import type { ServerSettings } from "../settings/settings.ts";
import { formatToken, parseToken } from "../token.ts";

export interface Tokens {
  server: string;
  node: string;
}

/** Writes the token files that K3s writes. A token that was made up once is kept. */
export async function prepareTokens({ token, agentToken }: ServerSettings, ca: string): Promise<Tokens> {
  const kept = existsSync(PATHS.serverToken) ? parseToken(readFileSync(PATHS.serverToken, "utf8").trim()) : undefined;
  const server = token === undefined ? (kept?.password ?? randomBytes(16).toString("hex")) : parseToken(token).password;
  const node = agentToken === undefined ? server : parseToken(agentToken).password;
  await writeFile(PATHS.serverToken, `${formatToken(ca, "server", server)}\n`, { mode: 0o600 });
  await writeFile(PATHS.agentToken, `${formatToken(ca, "node", node)}\n`, { mode: 0o600 });
  await rm(PATHS.nodeToken, { force: true });
  await symlink(PATHS.serverToken, PATHS.nodeToken);
  return { server, node };
}

/** @param authorization of an HTTP request */
export function isNode(authorization: string | undefined, { server, node }: Tokens): boolean {
  const [scheme, credentials = ""] = (authorization ?? "").split(" ");
  if (scheme !== "Basic") return false;
  const given = Buffer.from(credentials, "base64");
  const equals = (text: string): boolean => {
    const wanted = Buffer.from(text);
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  };
  return equals(`node:${node}`) || equals(`server:${server}`);
}

const SALT_BYTES = 8;
const HASH_BYTES = 64;
const hash = (password: string, salt: string): string => scryptSync(password, salt, HASH_BYTES).toString("base64url");

interface Secret {
  data: { hash?: string };
}

const SECRETS = "/api/v1/namespaces/kube-system/secrets";
const secretOf = (node: string): string => `${node}.node-password.k3s`;

/** Remembers the first password of a node of this name. @returns whether it is the one that is remembered */
export async function isPasswordOf(client: ApiClient, node: string, password: string): Promise<boolean> {
  const found = await client.find<Secret>(`${SECRETS}/${secretOf(node)}`);
  if (found) {
    const [version, salt = "", wanted] = Buffer.from(found.data.hash ?? "", "base64")
      .toString()
      .split(":");
    return version === "$1" && hash(password, salt) === wanted;
  }
  const salt = randomBytes(SALT_BYTES).toString("hex");
  const body = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: secretOf(node) },
    type: "Opaque",
    immutable: true,
    stringData: { hash: `$1:${salt}:${hash(password, salt)}` },
  };
  await client.request("POST", SECRETS, { body });
  return true;
}

/** A node that was deleted may come back as another machine. */
export async function forgetPassword(client: ApiClient, node: string): Promise<void> {
  await client.request("DELETE", `${SECRETS}/${secretOf(node)}`).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  });
}
