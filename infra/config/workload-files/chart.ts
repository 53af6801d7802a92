/** A Helm chart on this machine, and files of values. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parse } from "yaml";
import { messageOf } from "../../../base/errors.ts";
import type { Problem } from "../problems.ts";
import type { WorkloadFiles } from "../schema/application.ts";

/** @param written path, from `folder` unless it is absolute */
export function readChart(written: string, folder: string): { chart: WorkloadFiles["chart"]; problems: Problem[] } {
  const path = resolve(folder, written);
  const wrong = (message: string) => ({
    chart: null,
    problems: [{ path: "workload.helm.chart", found: JSON.stringify(written), message }],
  });
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return wrong(`is not there: ${path} does not exist`);
  if (stats.isFile() && !path.endsWith(".tgz"))
    return wrong("must be a folder with a Chart.yaml, or a .tgz file as `helm package` makes it");
  if (stats.isDirectory() && !statSync(join(path, "Chart.yaml"), { throwIfNoEntry: false }))
    return wrong("is a folder without a Chart.yaml, so it is no chart");
  return {
    chart: { path, digest: stats.isFile() ? digestOf([path], path) : digestOf(filesIn(path), path) },
    problems: [],
  };
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

function digestOf(files: readonly string[], root: string): string {
  const hash = createHash("sha256");
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

type Values = Record<string, unknown>;

/** @param files of values, from `folder` unless they are absolute */
export function readValues(
  files: readonly string[],
  values: Values,
  folder: string,
): { values: Values; problems: Problem[] } {
  const problems: Problem[] = [];
  let all: Values = {};
  files.forEach((written, i) => {
    const problem = (message: string) =>
      problems.push({ path: `workload.helm.valuesFiles[${i}]`, found: JSON.stringify(written), message });
    try {
      const content: unknown = parse(readFileSync(resolve(folder, written), "utf8")) ?? {};
      if (isObject(content)) all = merged(all, content);
      else problem("must contain values by their keys");
    } catch (error) {
      problem(`cannot be read: ${messageOf(error)}`);
    }
  });
  return { values: merged(all, values), problems };
}

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As Helm does: objects key by key, everything else as a whole. Null stays, because it removes a value of the chart. */
export function merged(base: Values, over: Values): Values {
  const result: Values = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return result;
}
