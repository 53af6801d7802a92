/** Checks of the keys for an application of the user's, as far as they need no file. */
import { holdsUser } from "../../../base/url.ts";
import { isSharedNamespace } from "../../catalog/names.ts";
import type { Problem } from "../problems.ts";
import { SOURCES, sourcesOf } from "../schema/application.ts";
import { areNodesKnown, type Loose } from "./loose.ts";

const OF_APPLICATIONS = ["entry", "ready", "calls"] as const;
const OF_BOUTIQUE = ["chart", "imageRepository"] as const;
const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

export function checkApplication(loose: Loose): Problem[] {
  const { workload, topology } = loose;
  const [source, ...others] = sourcesOf(workload);
  if (source === undefined)
    return OF_APPLICATIONS.filter((key) => workload[key] !== undefined).map((key) => ({
      path: `workload.${key}`,
      message: `is for an application of yours; say what to measure with one of ${quoted(SOURCES)}`,
    }));
  const problems = others.map((other): Problem => ({
    path: `workload.${other}`,
    message: `is a second application beside \`${source}\`; keep one of them`,
  }));
  // Their own check has the rest.
  if (source === "processes") return problems;
  if (workload.name !== undefined && isSharedNamespace(workload.name))
    problems.push({
      path: "workload.name",
      found: JSON.stringify(workload.name),
      message: "names a namespace that others use; choose another name",
    });
  for (const key of OF_BOUTIQUE)
    if (workload[key] !== undefined)
      problems.push({ path: `workload.${key}`, message: `is for Online Boutique; here \`${source}\` is deployed` });
  if (source === "url") return [...problems, ...checkRunning(loose)];
  if (workload.entry === undefined)
    problems.push({
      path: "workload.entry",
      message: "is missing: name the Kubernetes Service that users connect to, such as { service: web, port: 80 }",
    });
  if (areNodesKnown(loose) && topology.nodes.every(({ cloud }) => cloud === "local"))
    problems.push({
      path: `workload.${source}`,
      message: "needs real machines (`cloud: azure`, `gcp` or `existing`): there is no Kubernetes on emulated nodes",
    });
  return problems;
}

/** Keys that have no meaning where nothing is installed. */
const NOT_OF_URLS = ["entry", "ready"] as const;

function checkRunning({ topology, workload }: Loose): Problem[] {
  const problems = NOT_OF_URLS.filter((key) => workload[key] !== undefined).map((key): Problem => ({
    path: `workload.${key}`,
    message: "is for an application that is installed; `url` says it all",
  }));
  if (Object.keys(workload.services).length > 0)
    problems.push({ path: "workload.services", message: "cannot be set: what runs behind `url` is not Stackmark's" });
  if (workload.url !== undefined && holdsUser(workload.url))
    problems.push({
      path: "workload.url",
      message:
        "has a user or password, which results would show; leave them out, and set the `Authorization` header in a scenario of yours (`load.scenario`)",
    });
  if (topology.nodes.length > 0)
    problems.push({
      path: "topology.nodes",
      message: "must not be set: what runs behind `workload.url` has its own machines",
    });
  return problems;
}
