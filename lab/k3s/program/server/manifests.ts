/** Deploys what is in the folder of manifests, as K3s does: its packaged components, and what users put there. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { makeFolder } from "../../../../base/folder.ts";
import { parseAllDocuments } from "yaml";
import { messageOf } from "../../../../base/errors.ts";
import { ApiError, type ApiClient } from "../api/client.ts";
import type { Metadata } from "../api/objects.ts";
import { log } from "../log.ts";
import { PATHS } from "../paths.ts";

const PACKAGED = new URL("../../manifests/", import.meta.url);
/** Packaged components of K3s that the lab does not have. */
const ABSENT = ["traefik", "servicelb", "local-storage"];
const POLL_MS = 15_000;

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
}

const manifestsIn = (text: string): Manifest[] =>
  parseAllDocuments(text).flatMap((document) => (document.toJS() as Manifest | null) ?? []);

async function pathOf(client: ApiClient, { apiVersion, kind, metadata }: Manifest): Promise<string> {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { resources } = await client.get<{ resources: { kind: string; name: string; namespaced: boolean }[] }>(group);
  const resource = resources.find((known) => known.kind === kind && !known.name.includes("/"));
  if (!resource) throw new ApiError(404, `no matches for kind "${kind}" in version "${apiVersion}"`);
  const namespace = resource.namespaced ? `/namespaces/${metadata.namespace ?? "default"}` : "";
  return `${group}${namespace}/${resource.name}/${metadata.name}`;
}

async function deployFile(client: ApiClient, file: string): Promise<void> {
  for (const manifest of manifestsIn(await readFile(file, "utf8")))
    await client.apply(await pathOf(client, manifest), manifest);
}

async function removeFile(client: ApiClient, file: string): Promise<void> {
  for (const manifest of manifestsIn(await readFile(file, "utf8")).reverse())
    await client.request("DELETE", await pathOf(client, manifest)).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    });
}

/** @param values for the places `%{NAME}%` in packaged manifests */
export async function preparePackaged(
  client: ApiClient,
  disabled: readonly string[],
  values: Record<string, string>,
): Promise<void> {
  makeFolder(PATHS.manifests, 0o700);
  for (const name of ABSENT)
    if (!disabled.includes(name)) log.warn(`The lab's K3s does not have the packaged component ${name}`);
  for (const file of readdirSync(PACKAGED)) {
    const target = `${PATHS.manifests}/${file}`;
    if (!disabled.includes(file.replace(/\.yaml$/, ""))) {
      const text = await readFile(new URL(file, PACKAGED), "utf8");
      await writeFile(
        target,
        text.replace(/%\{(\w+)\}%/g, (place, name: string) => values[name] ?? place),
      );
    } else if (existsSync(target)) {
      await removeFile(client, target);
      await rm(target);
    }
  }
}

async function deployChanged(client: ApiClient, deployed: Map<string, number>): Promise<void> {
  const files = readdirSync(PATHS.manifests).filter((name) => /\.ya?ml$/.test(name));
  const deploy = async (file: string): Promise<void> => {
    const { mtimeMs } = statSync(file);
    if (deployed.get(file) === mtimeMs) return;
    await deployFile(client, file);
    deployed.set(file, mtimeMs);
  };
  const failed = (file: string) => (error: unknown) => log.error(`Failed to process ${file}: ${messageOf(error)}`);
  await Promise.all(files.map((name) => `${PATHS.manifests}/${name}`).map((file) => deploy(file).catch(failed(file))));
}

/** Resolves when all were tried once; then looks for new and changed ones. */
export async function deployManifests(client: ApiClient): Promise<void> {
  const deployed = new Map<string, number>();
  await deployChanged(client, deployed);
  setInterval(() => void deployChanged(client, deployed), POLL_MS);
}
