/** Serves the stand-in for K3s in the layout of K3s releases. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const standIn = (file: string): string => readFileSync(join(import.meta.dirname, "stand-in", file), "utf8");

export interface Mirror {
  installerUrl: string;
  installerSha256: string;
  artifactUrl: string;
  close(): void;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export async function startMirror(address: string): Promise<Mirror> {
  const installer = standIn("install.sh");
  // Every host has this process's Node at this path.
  const k3s = `#!/usr/local/bin/node\n${standIn("k3s.mjs")}`;
  const files: Record<string, string> = {
    "/install.sh": installer,
    "/releases/v1.35.5%2Bk3s1/k3s": k3s,
    "/releases/v1.35.5%2Bk3s1/sha256sum-amd64.txt": `${sha256(k3s)}  k3s\n`,
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ""];
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const base = `http://${address}:${(server.address() as AddressInfo).port}`;
  return {
    installerUrl: `${base}/install.sh`,
    installerSha256: sha256(installer),
    artifactUrl: `${base}/releases`,
    close: () => void server.close(),
  };
}
