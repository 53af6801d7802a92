import { messageOf } from "../../base/errors.ts";
import { csvFiles, csvFilesOf } from "../report/csv/files.ts";
import { exactStyle, locustStyle } from "../report/csv/style.ts";
import { outputFolder, outputFolderFiles } from "../report/folder.ts";
import { junitFile } from "../report/junit.ts";
import { overwritten } from "../report/overwritten.ts";
import { unwritable, type LoadOutput } from "../report/output-file.ts";
import { metricsServer } from "../report/prometheus.ts";
import { exportTarget, remoteWrite } from "../report/remote-write.ts";
import { LoadError } from "../errors.ts";
import { parseLabels } from "../schema/labels.ts";
import type { LoadOptions } from "./options.ts";

/**
 * Opens what the options name.
 * @throws LoadError `LOAD_OUTPUT_UNWRITABLE` with every file and port that cannot be had; nothing is then open
 */
export async function openOutputs(options: LoadOptions): Promise<LoadOutput[]> {
  const { csv, out, junit, metricsPort, export: receiver, csvFullHistory, locustRounding } = options;
  const problems = [
    ...(csv === undefined ? [] : await problemsOf("--csv", csvFilesOf(csv))),
    ...(out === undefined ? [] : await folderProblems(out)),
    ...(junit === undefined ? [] : await problemsOf("--junit", [junit])),
  ];
  const outputs: LoadOutput[] = [];
  if (metricsPort !== undefined && problems.length === 0) {
    try {
      outputs.push(await metricsServer(Number(metricsPort)));
    } catch (error) {
      problems.push(`--metrics-port: ${metricsPort} cannot be opened: ${messageOf(error)}`);
    }
  }
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  ${problem}`).join("\n");
    throw new LoadError("LOAD_OUTPUT_UNWRITABLE", `The results of the load could not be kept:\n${lines}`);
  }
  if (receiver !== undefined) outputs.push(remoteWrite(exportTarget(receiver, parseLabels(options.label).labels)));
  const style = locustRounding === true ? locustStyle : exactStyle;
  if (csv !== undefined) outputs.push(await csvFiles(csv, { full: csvFullHistory === true, style }));
  if (out !== undefined) outputs.push(await outputFolder(out));
  if (junit !== undefined) outputs.push(junitFile(junit));
  return outputs;
}

async function folderProblems(folder: string): Promise<string[]> {
  const problems = await problemsOf("--out", Object.values(outputFolderFiles(folder)));
  const lost = await overwritten(folder);
  return lost === undefined ? problems : [...problems, `--out: ${lost}`];
}

async function problemsOf(option: string, files: readonly string[]): Promise<string[]> {
  return (await unwritable(files)).map((problem) => `${option}: ${problem}`);
}
