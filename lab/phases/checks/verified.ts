/** What `verify-destroyed` says about a stack before and after its destroy. Pure. */
import { counted } from "../../../base/counted.ts";
import { check, type Check } from "./check.ts";

/** How the command ended, and what it printed. */
export interface Verification {
  exitCode: number;
  stdout: string;
}

/** @param existing name of the existing machine that answers for itself; `null`: the stack has none */
export function verifiedChecks(before: Verification, after: Verification, existing: string | null): Check[] {
  const linesOf = ({ stdout }: Verification): string[] => stdout.trim().split("\n");
  // The resources before are too many to name.
  const found = `exit code ${before.exitCode}, ${counted(linesOf(before).length, "line")}`;
  const [had, has] = [before, after].map((each) => linesOf(each).find((line) => line.includes(`: ${existing} `)) ?? "");
  return [
    check("verify-destroyed finds the stack before its destroy", before.exitCode === 5, found),
    check("verify-destroyed finds nothing", after.exitCode === 0, linesOf(after).join("; ")),
    ...(existing === null
      ? []
      : [
          check(
            "verify-destroyed asks the existing machine",
            had!.includes(" still has ") && has!.includes(" holds nothing of it"),
            [had, has].join("; "),
          ),
        ]),
  ];
}
