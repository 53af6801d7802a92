/** K3s' tokens: `K10<SHA-256 of the cluster's CA>::<user>:<password>`, or the password alone. */
import { createHash } from "node:crypto";
import { LabError } from "../../errors.ts";

export interface Token {
  /** Empty: the server's CA is not checked. */
  caHash: string;
  password: string;
}

/** @throws LabError `LAB_K3S_REFUSED` */
export function parseToken(text: string): Token {
  if (!text.startsWith("K10")) return { caHash: "", password: text };
  const [hash = "", credentials = ""] = text.slice("K10".length).split("::");
  if (hash !== "" && !/^[0-9a-f]{64}$/.test(hash))
    throw new LabError("LAB_K3S_REFUSED", "invalid token CA hash length");
  const password = credentials.slice(credentials.indexOf(":") + 1);
  if (!credentials.includes(":") || password === "") throw new LabError("LAB_K3S_REFUSED", "invalid token format");
  return { caHash: hash, password };
}

export const hashOfCa = (pem: string): string => createHash("sha256").update(pem).digest("hex");

export const formatToken = (ca: string, user: "server" | "node", password: string): string =>
  `K10${hashOfCa(ca)}::${user}:${password}`;
