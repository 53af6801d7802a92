/** Certificate authorities and what they sign, by the tool `openssl`. */
import { createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { dirname, join } from "node:path";
import { run } from "../../command.ts";
import { makeFolder } from "../../../base/folder.ts";
import { makeTemporaryFolder } from "../../../base/temporary-folder.ts";

const CA_DAYS = "3650";
const LEAF_DAYS = "365";
const RENEW_BEFORE_MS = 120 * 24 * 3600 * 1000;

export interface Identity {
  commonName: string;
  organizations?: readonly string[];
  usage: "clientAuth" | "serverAuth";
  /** Host names and addresses of a server. */
  names?: readonly string[];
}

export interface KeyPair {
  cert: string;
  key: string;
}

/** The files of a pair. */
export const pairAt = (stem: string): KeyPair => ({ cert: `${stem}.crt`, key: `${stem}.key` });
export const readPair = (stem: string): KeyPair => ({
  cert: readFileSync(`${stem}.crt`, "utf8"),
  key: readFileSync(`${stem}.key`, "utf8"),
});

const altName = (name: string): string => (isIP(name) ? `IP:${name}` : `DNS:${name}`);

export function newKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "sec1", format: "pem" }) as string;
}

export const publicKeyOf = (key: string): string =>
  createPublicKey(key).export({ type: "spki", format: "pem" }) as string;

/** `openssl` opens files by name, which a pipe of Node has not. */
async function withFiles<T>(texts: readonly string[], use: (files: string[]) => Promise<T>): Promise<T> {
  await using folder = await makeTemporaryFolder("k3s-");
  const files = texts.map((_, index) => join(folder.path, String(index)));
  await Promise.all(files.map((file, index) => writeFile(file, texts[index]!)));
  return await use(files);
}

/** Does nothing where there is one. */
export async function ensureAuthority(stem: string, commonName: string): Promise<void> {
  const files = pairAt(stem);
  if (existsSync(files.cert)) return;
  makeFolder(dirname(stem), 0o700);
  await writeFile(files.key, newKey(), { mode: 0o600 });
  const config = `[req]
distinguished_name = dn
x509_extensions = ext
prompt = no
[dn]
CN = ${commonName}
[ext]
basicConstraints = critical, CA:TRUE
keyUsage = critical, digitalSignature, keyEncipherment, keyCertSign
subjectKeyIdentifier = hash
`;
  const args = ["req", "-x509", "-new", "-key", files.key, "-days", CA_DAYS, "-config"];
  const cert = await withFiles([config], ([file]) => run(["openssl", ...args, file!]));
  await writeFile(files.cert, cert, { mode: 0o644 });
}

/**
 * Signs a public key.
 *
 * @param authority the stem of the CA's files
 * @returns the certificate
 */
export async function sign(authority: string, publicKey: string, identity: Identity): Promise<string> {
  const ca = pairAt(authority);
  const names = (identity.names ?? []).map(altName).join(", ");
  const extensions = `basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = ${identity.usage}
authorityKeyIdentifier = keyid
${names ? `subjectAltName = ${names}\n` : ""}`;
  const organizations = (identity.organizations ?? []).map((name) => `/O=${name}`).join("");
  const subject = `${organizations}/CN=${identity.commonName}`;
  const who = ["-subj", subject, "-days", LEAF_DAYS, "-CA", ca.cert, "-CAkey", ca.key];
  return withFiles([publicKey, extensions], ([key, extension]) =>
    run(["openssl", "x509", "-new", "-force_pubkey", key!, ...who, "-extfile", extension!]),
  );
}

function isCurrent(cert: string, names: readonly string[]): boolean {
  const parsed = new X509Certificate(cert);
  const inside = (parsed.subjectAltName ?? "").split(", ").map((name) => name.replace(/^(DNS|IP Address):/, ""));
  return Date.parse(parsed.validTo) - Date.now() > RENEW_BEFORE_MS && names.every((name) => inside.includes(name));
}

/** Keeps a pair that is valid long enough and has all names. */
export async function ensurePair(authority: string, stem: string, identity: Identity): Promise<void> {
  const files = pairAt(stem);
  if (existsSync(files.cert) && isCurrent(readFileSync(files.cert, "utf8"), identity.names ?? [])) return;
  if (!existsSync(files.key)) await writeFile(files.key, newKey(), { mode: 0o600 });
  const cert = await sign(authority, publicKeyOf(readFileSync(files.key, "utf8")), identity);
  await writeFile(files.cert, cert, { mode: 0o644 });
}
