/** URLs at which users enter an application on a cluster. */
import * as pulumi from "@pulumi/pulumi";
import type { ApplicationEntry } from "../../applications/application.ts";
import type { Placed } from "../../topology/scheduler.ts";

/** By node, whether it runs the entry or not. @param port that nodes open to users */
export function urlsOf(
  nodes: readonly { name: string; address: pulumi.Input<string> }[],
  { scheme, path }: Pick<ApplicationEntry, "scheme" | "path">,
  port: pulumi.Input<number>,
): pulumi.Output<Record<string, string>> {
  const suffix = path === "/" ? "" : path;
  return pulumi.output(
    Object.fromEntries(
      nodes.map(({ name, address }) => [name, pulumi.interpolate`${scheme}://${address}:${port}${suffix}`]),
    ),
  );
}

/** Those of the nodes that run the entry. Pure. */
export const servedUrls = (
  urls: Readonly<Record<string, string>>,
  placement: readonly Pick<Placed, "service" | "node">[],
  entry: string,
): Record<string, string> =>
  Object.fromEntries(
    placement.flatMap(({ service, node }) =>
      service === entry && urls[node] !== undefined ? [[node, urls[node]]] : [],
    ),
  );
