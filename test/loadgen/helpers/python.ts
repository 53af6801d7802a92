/** The Python packages that tests compare with. */
import { spawnSync } from "node:child_process";
import { skipIf } from "../../helpers/skip.ts";

interface PythonPackage {
  module: string;
  /** As pip knows it. */
  name: string;
  /** Environment variable with the path of a Python that has it. Default: `python3` */
  variable: string;
}

export const HDR_HISTOGRAM: PythonPackage = {
  module: "hdrh.log",
  name: "hdrhistogram",
  variable: "STACKMARK_HDR_PYTHON",
};
export const LOCUST: PythonPackage = { module: "locust", name: "locust", variable: "STACKMARK_LOCUST_PYTHON" };

/** Skips the test without a Python that can import the package. @returns that Python */
export function needsPython(context: Mocha.Context, { module, name, variable }: PythonPackage): string {
  const python = process.env[variable] ?? "python3";
  const canImport = spawnSync(python, ["-c", `import ${module}`]).status === 0;
  skipIf(
    context,
    canImport ? null : `${python} has no ${name}: pip install ${name}, or name another Python in ${variable}`,
  );
  return python;
}
