import * as pulumi from "@pulumi/pulumi";
import type { StackCell } from "../../results/schema/outputs.ts";
import type { CellSummary } from "../../results/schema/summary.ts";
import type { CellInputs, CellOutputs } from "./cell.ts";
import { loadProvider } from "./provider.ts";
import { apart } from "./secret-inputs.ts";

export type LoadRunInputs = { [K in Exclude<keyof CellInputs, "planned">]: pulumi.Input<CellInputs[K]> } & {
  planned: pulumi.Inputs;
};

/** A cell of the run: its inputs say what to measure, its outputs summarise what was measured. */
export class LoadRun extends pulumi.dynamic.Resource {
  declare readonly runId: pulumi.Output<string>;
  declare readonly status: pulumi.Output<CellOutputs["status"]>;
  declare readonly instances: pulumi.Output<string[]>;
  /** A full result: an older version measured it. */
  declare readonly output: pulumi.Output<CellSummary | StackCell | null>;

  constructor(name: string, inputs: LoadRunInputs, opts: pulumi.CustomResourceOptions) {
    const computed = { status: undefined, output: undefined, askedRunId: undefined };
    // Results are not secret: a secret input makes only the output of the same name secret.
    super(loadProvider, name, { ...apart(inputs), ...computed }, opts, "stackmark", "LoadRun");
  }
}
