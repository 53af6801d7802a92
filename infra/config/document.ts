/** docs/config.md, from the schema: `node infra/config/document.ts > docs/config.md`. A test compares the two. */
import { z } from "zod";
import { sizes } from "../topology/sizes.ts";
import { configSchema } from "./schema.ts";

interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  properties?: Record<string, Schema>;
  required?: string[];
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

function allowed(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  const { type, minimum, maximum } = schema;
  if (type === "integer" || type === "number")
    return `${type === "integer" ? "whole number" : "number"}, ${minimum} to ${maximum}`;
  if (type === "array")
    return schema.prefixItems
      ? `list of ${schema.prefixItems.length}`
      : `list of ${schema.minItems ?? 0} to ${schema.maxItems ?? "any number"}`;
  if (schema.pattern) return `text like \`${schema.pattern}\``;
  return schema.properties ? "object" : type === "object" ? "object of text" : "text";
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
    const inner = property.items ? rows(`${key}[]`, property.items) : rows(key, property);
    const what = property.description ?? sectionTitles[key] ?? "";
    return [{ ...own, what }, ...inner];
  });
}

const sectionTitles: Record<string, string> = {
  topology: "Which machines there are and how they are joined.",
  workload: "What runs on them.",
  load: "What load is sent, and for how long.",
  observability: "How the machines and services are measured.",
};

/** Services have the same keys: one row stands for all. */
function foldServices(all: Row[]): Row[] {
  const services = /^workload\.services\.([^.]+)/;
  const names = new Set(all.flatMap(({ key }) => services.exec(key)?.[1] ?? []));
  const [first] = names;
  return all
    .filter(({ key }) => (services.exec(key)?.[1] ?? first) === first)
    .map((row) => ({ ...row, key: row.key.replace(services, "workload.services.<service>") }))
    .map((row) =>
      row.key === "workload.services.<service>"
        ? { ...row, what: `One of ${[...names].map((name) => `\`${name}\``).join(", ")}.` }
        : row,
    );
}

export function configDocument(): string {
  const all = foldServices(rows("", z.toJSONSchema(configSchema, { io: "input" }) as Schema));
  const table = all.map(({ key, allowed, fallback, what }) => `| \`${key}\` | ${allowed} | ${fallback} | ${what} |`);
  const sizeRows = Object.entries(sizes).map(([name, size]) => `| \`${name}\` | ${size.cpus} | ${size.memoryMiB} |`);
  return `# Configuration

Keys of \`Pulumi.<stack>.yaml\`, under \`config:\` with the prefix \`stackmark:\`. Units are in the names: \`S\` seconds, \`Ms\`
milliseconds. What a stack file leaves out has the default. Problems are reported all at once, with the nearest key.
Secrets are top-level keys of their own; one inside an object is a problem, since it would come out as plain text.

Generated from \`infra/config/schema.ts\`.

| key | allowed | default | what it is |
| --- | --- | --- | --- |
${table.join("\n")}

## Sizes

| size | CPU (cores) | memory (MiB) |
| --- | --- | --- |
${sizeRows.join("\n")}
`;
}

if (import.meta.main) process.stdout.write(configDocument());
