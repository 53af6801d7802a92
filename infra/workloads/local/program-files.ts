/** The files that programs consist of: whether they are there, and a digest that shows when they change. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { digest } from "../../../base/digest.ts";
import { findOnPath, isExecutable } from "../../../base/executable.ts";
import { invalidText } from "../../config/parse.ts";
import type { Problem } from "../../config/problems.ts";
import { InfraError } from "../../errors.ts";
import type { Plan } from "../../topology/plan.ts";
import type { PlannedProgram } from "../../applications/application.ts";

/** Folders whose content is installed or generated. */
const SKIPPED = new Set(["node_modules", "__pycache__"]);

/**
 * The plan with the versions of its programs, which are part of what is measured.
 * @param projectOf the folder of the stack file
 * @throws {InfraError} CONFIG_INVALID with every folder, file and program that is not there
 */
export function versionedPlan(plan: Plan, projectOf: () => string): Plan {
  const { stack, workload } = plan;
  if (!workload.programs) return plan;
  const project = projectOf();
  const problems = programProblems(plan, project);
  if (problems.length > 0) throw new InfraError("CONFIG_INVALID", invalidText(stack, problems));
  const list = workload.programs.list.map((program) => ({ ...program, version: versionOf(program, project) }));
  return {
    ...plan,
    workload: { ...workload, programs: { ...workload.programs, list } },
    workloadDigest: digest([plan.workloadDigest, list.map(({ version }) => version)]),
  };
}

/** Folders, files and programs that are not there. @param project the folder of the stack file */
export const programProblems = ({ workload }: Plan, project: string): Problem[] =>
  (workload.programs?.list ?? []).flatMap((program, i) => missing(program, project, `workload.processes[${i}]`));

function missing({ command, folder, files }: PlannedProgram, project: string, at: string): Problem[] {
  const own = resolve(project, folder);
  if (!isFolder(own)) return [{ path: `${at}.cwd`, found: JSON.stringify(folder), message: "is not a folder" }];
  const problems = files.flatMap((file, i): Problem[] =>
    existsSync(resolve(own, file))
      ? []
      : [{ path: `${at}.files[${i}]`, found: JSON.stringify(file), message: "is not there" }],
  );
  const [program = ""] = command;
  if (isProgram(program, own)) return problems;
  const message = program.includes("/") ? "is not a program that may be run" : "is not a program in PATH";
  return [...problems, { path: `${at}.command`, found: JSON.stringify(program), message }];
}

/** A reference to an address may be part of the name; then only the node knows it. */
function isProgram(program: string, folder: string): boolean {
  if (program.includes("{{")) return true;
  if (program.includes("/")) return isExecutable(resolve(folder, program));
  return findOnPath(program, process.env) !== undefined;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Of the files that the command names, word by word, and of those that are listed. */
function versionOf({ command, folder, files }: PlannedProgram, project: string): string {
  const own = resolve(project, folder);
  const words = command.flatMap((argument) => argument.split(/\s+/)).filter((word) => word !== "");
  const named = words.filter((word) => statSync(resolve(own, word), { throwIfNoEntry: false })?.isFile());
  return digest([...new Set([...named, ...files])].flatMap((path) => contents(resolve(own, path), path))).slice(0, 16);
}

function contents(path: string, name: string): [name: string, text: string][] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) return [[name, readFileSync(path, "base64")]];
  if (!stat?.isDirectory()) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((each) => !each.isSymbolicLink() && !SKIPPED.has(each.name) && !each.name.startsWith("."))
    .map((each) => each.name)
    .sort()
    .flatMap((each) => contents(join(path, each), `${name}/${each}`));
}
