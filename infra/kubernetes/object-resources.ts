/** Objects from files as resources. */
import * as pulumi from "@pulumi/pulumi";
import type { KubeObject } from "./objects.ts";

/** Kinds that others need in order to be created. */
const FIRST = new Set([
  "CustomResourceDefinition",
  "PriorityClass",
  "StorageClass",
  "ServiceAccount",
  "Role",
  "ClusterRole",
  "ConfigMap",
  "Secret",
]);
/** Only of these does Pulumi wait until they can be used; the roll-out waits for the rest, and says what is missing. */
const AWAITED = new Set(["CustomResourceDefinition"]);
const SKIP_AWAIT = { "pulumi.com/skipAwait": "true" };

class ObjectResource extends pulumi.CustomResource {
  constructor(name: string, { apiVersion, kind, ...content }: KubeObject, opts: pulumi.CustomResourceOptions) {
    const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    super(`kubernetes:${group}:${kind}`, name, { apiVersion, kind, ...content }, opts);
  }
}

export interface ObjectsOptions {
  parent: pulumi.Resource;
  /** With the namespace that objects without one get. Default: that of the parent. */
  provider?: pulumi.ProviderResource;
  dependsOn: pulumi.Resource[];
}

/** @returns the resources, once all of which are there the application is installed */
export function objectResources(objects: readonly KubeObject[], options: ObjectsOptions): pulumi.Resource[] {
  const first = objects.filter(isFirst).map((object) => resourceOf(object, options));
  const after = { ...options, dependsOn: [...options.dependsOn, ...first] };
  const rest = objects.filter((object) => !isFirst(object)).map((object) => resourceOf(object, after));
  return [...first, ...rest];
}

const isFirst = ({ kind }: KubeObject): boolean => FIRST.has(kind);

/** Of a Secret. */
const SECRET_KEYS = ["data", "stringData"];

function resourceOf(object: KubeObject, options: ObjectsOptions): pulumi.Resource {
  const { kind, apiVersion, metadata } = object;
  const annotations = AWAITED.has(kind) ? metadata.annotations : { ...metadata.annotations, ...SKIP_AWAIT };
  const secretKeys = kind === "Secret" && apiVersion === "v1" ? SECRET_KEYS : [];
  const hidden = secretKeys.flatMap((key) => (key in object ? [[key, pulumi.secret(object[key])] as const] : []));
  const content = { ...object, ...Object.fromEntries(hidden), metadata: { ...metadata, annotations } };
  return new ObjectResource(nameOf(object), content, { ...options, additionalSecretOutputs: secretKeys });
}

/** Unique among the objects. */
function nameOf({ kind, apiVersion, metadata: { name, namespace } }: KubeObject): string {
  const [group = ""] = apiVersion.split("/");
  const parts = [kind.toLowerCase(), apiVersion.includes("/") && group !== "apps" ? group : undefined, namespace, name];
  return parts.filter((part) => part !== undefined).join("/");
}
