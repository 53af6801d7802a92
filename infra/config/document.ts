/**
 * Generates docs/config.md from the schema: `node infra/config/document.ts > docs/config.md`. A test compares the two.
 */
import { z } from "zod";
import { AZURE_REGIONS, GCP_REGIONS, regionCidr } from "../catalog/regions.ts";
import { DEFAULT_SIZES, EXISTING_CAPACITY, SIZES, type CloudName } from "../catalog/sizes.ts";
import { configSchema, SECRET_DESCRIPTIONS } from "./schema/index.ts";

interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  items?: Schema;
  prefixItems?: Schema[];
  additionalProperties?: Schema | boolean;
}

interface Row {
  key: string;
  allowed: string;
  fallback: string;
  what: string;
}

const FORMATS: Record<string, string> = {
  ipv4: "IPv4 address",
  cidrv4: "IPv4 range",
  uri: "URL",
  starts_with: "absolute path",
};

function allowed(schema: Schema): string {
  const { type } = schema;
  if (schema.anyOf) return schema.anyOf.map(allowed).join(" or ");
  if (type === "boolean") return "`true`, `false`";
  if (schema.format) return FORMATS[schema.format] ?? schema.format;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (type === "integer" || type === "number")
    return `${type === "integer" ? "whole number" : "number"}, ${range(schema)}`;
  if (type === "array")
    return schema.prefixItems
      ? `list of ${schema.prefixItems.length}`
      : `list of ${schema.minItems ?? 0} to ${schema.maxItems ?? "any number"}`;
  if (schema.pattern) return `text like \`${schema.pattern.replaceAll("|", "\\|")}\``;
  return type === "object" ? objectText(schema) : "text";
}

/** What an object that has any keys contains. */
function objectText({ properties, additionalProperties: values }: Schema): string {
  if (properties || typeof values !== "object") return "object";
  return values.type === "string" ? "object of text" : values.type === "array" ? "object of lists" : "object";
}

function range({ minimum, exclusiveMinimum, maximum }: Schema): string {
  const least = exclusiveMinimum === undefined ? `at least ${minimum}` : `above ${exclusiveMinimum}`;
  if (maximum === undefined) return least;
  return exclusiveMinimum === undefined ? `${minimum} to ${maximum}` : `${least}, at most ${maximum}`;
}

function fallback(schema: Schema, required: boolean): string {
  if (schema.default !== undefined) return `\`${JSON.stringify(schema.default)}\``;
  return required ? "required" : "none";
}

function rows(prefix: string, schema: Schema): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]): Row[] => {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    const own = {
      key,
      allowed: allowed(property),
      fallback: fallback(property, schema.required?.includes(name) ?? false),
    };
    const inner = innerRows(key, property);
    const what = property.description ?? SECTION_TITLES[key] ?? "";
    return [{ ...own, what }, ...inner];
  });
}

function innerRows(key: string, { items, additionalProperties: values, ...property }: Schema): Row[] {
  if (items) return rows(`${key}[]`, items);
  return typeof values === "object" ? rows(`${key}.<name>`, values) : rows(key, property);
}

const SECTION_TITLES: Record<string, string> = {
  topology: "Machines, and how they are connected.",
  "topology.azure": "Defaults of nodes in Azure.",
  "topology.gcp": "Defaults of nodes in Google Cloud.",
  "topology.k3s": "Kubernetes on real machines.",
  access: "Access to real machines from outside.",
  workload: "The application under test.",
  "workload.exposure": "Real machines: what users pass on their way to the entry.",
  "workload.exposure.chart": "`ingress-nginx`: where its Helm chart comes from, if you use a mirror.",
  "workload.chart": "`boutique`: where its Helm chart comes from, if you use a mirror.",
  load: "The load.",
  comparison: "How runs of this stack are compared; declared before they are measured.",
  "comparison.margins": "Smallest changes that matter.",
  observability: "How machines and services are measured.",
  "observability.chart": "Real machines: where the Helm chart of the monitoring comes from, if you use a mirror.",
  "observability.recommender":
    "`workload.services.<name>.recommend`: where the Helm chart of its recommender comes from, if you use a mirror.",
  budget: "What the stack may cost, and prices.",
};

export function configDocument(): string {
  const all = rows("", z.toJSONSchema(configSchema, { io: "input" }) as Schema);
  const table = all.map(({ key, allowed, fallback, what }) => `| \`${key}\` | ${allowed} | ${fallback} | ${what} |`);
  const secrets = Object.entries(SECRET_DESCRIPTIONS).map(([key, what]) => `| \`${key}\` | ${what} |`);
  return `# Configuration

These are the keys of \`Pulumi.<stack>.yaml\`, under \`config:\` and with the prefix \`stackmark:\`. A key that a stack file does not set
has its default. Units are part of the names: \`S\` is seconds, \`Ms\` milliseconds.

Stackmark reports all problems of a stack file at once, each with the nearest valid key. Secrets must be top-level keys: a secret
inside an object is rejected, because Pulumi would show it as plain text.

This page is generated from \`infra/config/schema/index.ts\`.

| key | allowed values | default | description |
| --- | --- | --- | --- |
${table.join("\n")}

## Secrets

Set secrets with \`pulumi config set --secret KEY\`. A secret key with a plain-text value is rejected.

| key | description |
| --- | --- |
${secrets.join("\n")}

## Sizes

A size marked * is the default of its cloud. \`existing\` machines have ${EXISTING_CAPACITY.cpus} cores and ${EXISTING_CAPACITY.memoryMiB} MiB unless configured otherwise.
On burstable and shared cores, results also depend on CPU credits and on neighbours; \`stackmark plan\` shows a note for them.

| size | cloud | CPU (cores) | memory (MiB) | cores |
| --- | --- | --- | --- | --- |
${sizeRows().join("\n")}

## Networks

Each region has a fixed address range, so that a node in an additional region does not change the other networks. To use a different
range, set \`topology.networks\`.

| region | cloud | range |
| --- | --- | --- |
${networkRows().join("\n")}
`;
}

function sizeRows(): string[] {
  return (Object.keys(SIZES) as CloudName[]).flatMap((cloud) =>
    Object.entries(SIZES[cloud]).map(([name, { cpus, memoryMiB, cores }]) => {
      const mark = DEFAULT_SIZES[cloud] === name ? " *" : "";
      return `| \`${name}\`${mark} | ${cloud} | ${cpus} | ${memoryMiB} | ${cores} |`;
    }),
  );
}

function networkRows(): string[] {
  const rows = (cloud: "azure" | "gcp", regions: readonly string[]) =>
    regions.map((region) => `| \`${region}\` | ${cloud} | ${regionCidr(cloud, region, {})} |`);
  return [...rows("azure", AZURE_REGIONS), ...rows("gcp", GCP_REGIONS)];
}

if (import.meta.main) process.stdout.write(configDocument());
