/** Simulated clouds that the CLI asks as it asks the lab's, with a stack's machines in them. */
import { join } from "node:path";
import { descriptionOf } from "../../../infra/catalog/tags.ts";
import { CLOUDS_SOCKET, serveClouds } from "../../../lab/clouds/index.ts";
import * as azure from "../../lab/clouds/azure/stack.ts";
import { CloudLab } from "../../lab/clouds/cloud-lab.ts";
import * as gcp from "../../lab/clouds/gcp/stack.ts";

type Tags = Readonly<Record<string, string>>;

/** Of a deployment that expires an hour after the lab's clock starts. */
export const TAGS = {
  "stackmark-stack": "multicloud",
  "stackmark-run": "0a1b2c3d",
  "stackmark-expires": "2026-03-01t0900z",
};

/** @param folder of the lab */
export async function withServedLab(folder: string, use: (lab: CloudLab) => Promise<void>): Promise<void> {
  const lab = new CloudLab();
  const server = await serveClouds(join(folder, CLOUDS_SOCKET), lab.clouds);
  try {
    await use(lab);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await lab.close();
  }
}

const UNTAGGED: readonly azure.Part[] = ["subnet", "rule"];
const LABELLED: readonly gcp.Part[] = ["external", "internal", "instance"];
const DESCRIBED: readonly gcp.Part[] = ["network", "subnetwork"];

/** What the program requests with the tags of a stack. */
export const azureRequest = (part: azure.Part, tags: Tags): object => ({
  ...azure.bodies()[part],
  ...(UNTAGGED.includes(part) ? {} : { tags }),
});

export const gcpRequest = (part: gcp.Part, tags: Tags): object => ({
  ...gcp.bodies()[part],
  ...(LABELLED.includes(part) ? { labels: tags } : {}),
  ...(DESCRIBED.includes(part) ? { description: descriptionOf(tags) } : {}),
});

/** Creates a machine in each cloud, with all that it needs and {@link TAGS}. */
export async function buildTagged(lab: CloudLab): Promise<void> {
  for (const part of azure.PARTS) await lab.put(azure.ID[part], azureRequest(part, TAGS));
  for (const part of gcp.PARTS) await lab.put(gcp.ID[part], gcpRequest(part, TAGS));
}
