/** Checks that many services of Google Compute Engine make of a request. */
import { parseCidr, type Range } from "../cidr.ts";
import type { World } from "../kind.ts";
import type { Resource } from "../store.ts";
import { GCP_STYLE, invalidField } from "./errors.ts";

const NAME = "(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)";
const NAMED = new RegExp(`^${NAME}$`);

export const isName = (text: string): boolean => NAMED.test(text);

export function checkName(name: string, field = "name"): void {
  if (!isName(name)) throw invalidField(field, name, `Must be a match of regex '${NAME}'`);
}

export function checkProject(project: string): void {
  if (!/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/.test(project)) throw GCP_STYLE.notFound(`projects/${project}`);
}

const LABEL_KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;
const MAX_LABELS = 64;

export function checkLabels(labels: Readonly<Record<string, string>> = {}): void {
  const entries = Object.entries(labels);
  if (entries.length > MAX_LABELS)
    throw invalidField("labels", entries.length, `At most ${MAX_LABELS} labels are allowed.`);
  for (const [key, value] of entries) {
    if (!LABEL_KEY.test(key))
      throw invalidField(
        "labels",
        key,
        "Label key violates format constraints: keys contain only lower-case letters, digits, '_' and '-', and begin with a letter.",
      );
    if (!LABEL_VALUE.test(value))
      throw invalidField(
        "labels",
        value,
        `Label value '${value}' violates format constraints. The value can only contain lowercase letters, numeric characters, underscores and dashes. The value can be at most 63 characters long. International characters are allowed.`,
      );
  }
}

export function checkRange(text: string, field: string): Range {
  const range = parseCidr(text);
  if (!range)
    throw invalidField(
      field,
      text,
      "Must be an IP address range in CIDR notation, without bits beyond its prefix length.",
    );
  return range;
}

/** Resources are named by ID, by link or, within the project, by name. */
export function fullId(reference: string, prefix: string): string {
  const path = reference.replace(/^https:\/\/(?:www|compute)\.googleapis\.com\/compute\/v1\//, "");
  return path.includes("/") ? path : `${prefix}/${path}`;
}

export function checkReference(reference: string, prefix: string, field: string, world: World): Resource {
  const id = fullId(reference, prefix);
  const found = world.find(id);
  if (found && found.state !== "Deleting") return found;
  throw invalidField(field, `https://www.googleapis.com/compute/v1/${id}`, `The referenced resource cannot be found.`);
}

export const selfLink = (id: string): string => `https://www.googleapis.com/compute/v1/${id}`;
