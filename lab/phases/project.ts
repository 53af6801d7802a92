/** The project that the lab's operator works in: the program as it is, with stack files for the lab. */
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { makeFolder } from "../../base/folder.ts";
import { projectDir, stateDir } from "../folder.ts";
import { labStackFile, type LabSettings } from "./stack-file.ts";

const root = join(import.meta.dirname, "../..");

/** The stacks that the lab can bring up, in their order. */
export const PHASES = ["single", "multinode", "multicloud", "edge"] as const;
export type Phase = (typeof PHASES)[number];

/** Writes the stack file of a phase. Secrets that Pulumi wrote into an earlier one are lost. @returns the project's folder */
export function writeProject(dir: string, phase: Phase, settings: LabSettings): string {
  const text = readFileSync(join(root, `Pulumi.${phase}.yaml`), "utf8");
  return writeStackFile(dir, phase, labStackFile(text, settings));
}

/** As {@link writeProject}, for any stack. @param text of its stack file */
export function writeStackFile(dir: string, stack: string, text: string): string {
  const project = projectDir(dir);
  makeFolder(project);
  // The Pulumi CLI does not make it.
  makeFolder(stateDir(dir));
  for (const name of ["infra", "node_modules", "Pulumi.yaml"])
    if (!existsSync(join(project, name))) symlinkSync(join(root, name), join(project, name));
  writeFileSync(join(project, `Pulumi.${stack}.yaml`), text);
  return project;
}

/** Changes the MTU that the stack's nodes are given; `null`: what Stackmark gives them without a setting. */
export function setMtu(dir: string, phase: Phase, mtu: number | null): void {
  const file = join(projectDir(dir), `Pulumi.${phase}.yaml`);
  const document = parseDocument(readFileSync(file, "utf8"));
  const path = ["config", "stackmark:topology", "mtu"];
  if (mtu === null) document.deleteIn(path);
  else document.setIn(path, mtu);
  writeFileSync(file, document.toString());
}
