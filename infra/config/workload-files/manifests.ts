/** Files of Kubernetes objects. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseAllDocuments, type ScalarTag } from "yaml";
import { z } from "zod";
import { messageOf } from "../../../base/errors.ts";
import { flatIssues, issueText } from "../../../base/issues.ts";
import { objectSchema, type KubeObject } from "../../kubernetes/objects.ts";
import { pathText, type Problem } from "../problems.ts";

export interface ReadObjects {
  objects: KubeObject[];
  problems: Problem[];
}

const MANIFEST = /\.(ya?ml|json)$/;
/** Names of files that say how to build objects, and are none themselves. */
export const KUSTOMIZATIONS = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** @param paths of files and folders, from `folder` unless they are absolute */
export function readManifests(paths: readonly string[], folder: string): ReadObjects {
  const results = paths.map((written, i): ReadObjects => {
    const problem = (message: string, found = written): Problem => ({
      path: `workload.manifests[${i}]`,
      found: JSON.stringify(found),
      message,
    });
    try {
      const path = resolve(folder, written);
      const files = statSync(path).isDirectory() ? manifestsIn(path) : [path];
      if (files.length === 0) return { objects: [], problems: [problem("has no .yaml, .yml or .json file")] };
      const kustomization = files.find((file) => KUSTOMIZATIONS.includes(basename(file)));
      if (kustomization !== undefined) {
        const message = `is a kustomization: set workload.kustomize to ${dirname(kustomization)} instead, or name the other files`;
        return { objects: [], problems: [problem(message, kustomization)] };
      }
      const read = files.map((file) => readObjects(readFileSync(file, "utf8"), (message) => problem(message, file)));
      return { objects: read.flatMap(({ objects }) => objects), problems: read.flatMap(({ problems }) => problems) };
    } catch (error) {
      return { objects: [], problems: [problem(`cannot be read: ${messageOf(error)}`)] };
    }
  });
  return {
    objects: results.flatMap(({ objects }) => objects),
    problems: results.flatMap(({ problems }) => problems),
  };
}

/** Files directly in the folder, as `kubectl apply -f` takes them. */
const manifestsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => MANIFEST.test(name))
    .sort()
    .map((name) => join(folder, name));

const listSchema = z.object({ kind: z.string().endsWith("List"), items: z.array(z.unknown()) });

/** As kubectl reads YAML, such as the modes of files: `0755` is octal. */
const OCTAL: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (text) => Number.parseInt(text, 8),
};

/** All objects of a text, those in lists too. @param problem makes one of a message */
export function readObjects(text: string, problem: (message: string) => Problem): ReadObjects {
  const objects: KubeObject[] = [];
  const problems: Problem[] = [];
  const add = (value: unknown, where: string): void => {
    // Charts and generators leave empty documents.
    if (value === null || value === undefined) return;
    const list = listSchema.safeParse(value);
    if (list.success) return list.data.items.forEach((item, i) => add(item, `${where}, item ${i + 1}`));
    const parsed = objectSchema.safeParse(value);
    if (parsed.success) return void objects.push(parsed.data);
    const issues = flatIssues(parsed.error.issues).map((issue) => `${pathText(issue.path)} ${issueText(issue)}`.trim());
    problems.push(problem(`${where} is not a Kubernetes object: ${issues.join("; ")}`));
  };
  parseAllDocuments(text, { customTags: (tags) => [OCTAL, ...tags], merge: true }).forEach((document, i) => {
    const where = `document ${i + 1}`;
    const [error] = document.errors;
    if (error) problems.push(problem(`${where} is not valid YAML: ${error.message.split("\n")[0]}`));
    else add(document.toJS(), where);
  });
  return { objects, problems };
}
