/** Measures two URLs in turns, and keeps what was measured whatever ends it. */
import { LoadError, reachTarget } from "@stackmark/loadgen";
import { printableLine } from "../../base/printable.ts";
import { runsDir } from "../../infra/home.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { turnsOf } from "../compare/turns.ts";
import type { Context } from "../context.ts";
import { CliError, explain } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import type { Guard } from "../guard.ts";
import { TurnProgress } from "./progress.ts";
import { closeRun, measure, whyNoMore, type Side } from "./side.ts";

/** A turn takes this much longer than its load: workers start, and the last requests end. */
const AROUND_A_LOAD_MS = 3000;

export const expectedTurnMs = ({ spec }: Side): number => spec.durationMs + AROUND_A_LOAD_MS;

/** @throws {CliError} TARGET_DOWN with every side at which nothing answers, unless the load keeps going all the same */
export async function requireAnswers(sides: readonly Side[]): Promise<void> {
  const problems: string[] = [];
  for (const { name, spec } of sides) {
    const reached = new URL(spec.proxy ?? spec.target);
    try {
      const { rttMs } = await reachTarget(reached);
      if (rttMs === null && !spec.keepGoing) problems.push(`${name}: nothing answers at ${reached.host}`);
    } catch (error) {
      if (!(error instanceof LoadError)) throw error;
      problems.push(`${name}: ${error.message}`);
    }
  }
  if (problems.length === 0) return;
  const text = ["Nothing was measured:", ...problems.map((problem) => `  - ${printableLine(problem)}`)].join("\n");
  throw new CliError("TARGET_DOWN", text, { exitCode: EXIT.invalid });
}

/** Ends early when the guard fires, and after a turn that shows that more of them are no use. */
export async function measureInTurns(
  context: Context,
  sides: readonly Side[],
  repeats: number,
  guard: Guard,
): Promise<ExitCode[]> {
  const turns = turnsOf(sides, repeats);
  const progress = new TurnProgress(
    context.stdout,
    sides.map(({ name }) => name),
    { turns: turns.length, turnMs: expectedTurnMs(sides[0]!) },
  );
  const codes: ExitCode[] = [];
  for (const [order, side] of turns.entries()) {
    if (guard.signal.aborted) break;
    const turn = progress.begin(side.name);
    const hooks = { runsDir: runsDir(context.home), signal: guard.signal, onProgress: turn.live };
    const cell = await measure(side, order, hooks).catch((error: unknown) => {
      progress.clear();
      if (guard.signal.aborted && error === guard.signal.reason) return undefined;
      throw ofSide(side, error);
    });
    if (!cell) break;
    turn.end(cell);
    if (cell.result.status === "invalid") codes.push(EXIT.invalid);
    if (cell.result.reasons.some(({ code }) => code === "error-rate")) codes.push(EXIT.threshold);
    const reason = guard.signal.aborted ? undefined : whyNoMore(cell);
    if (reason === undefined) continue;
    context.stderr.write(
      `${printableLine(`ended after turn ${order + 1} of ${turns.length}: ${side.name}: ${reason}`)}\n`,
    );
    break;
  }
  return codes;
}

/** Errors of the load that name their side; those of its options concern both. */
function ofSide({ name }: Side, error: unknown): unknown {
  if (!(error instanceof LoadError) || /SCENARIO|SPEC|LIMITS/.test(error.code)) return error;
  const message = `${name} could not be measured: ${error.message} Earlier turns are archived.`;
  return new CliError("TURN_FAILED", message, { exitCode: explain(error).exitCode, cause: error });
}

/** Closes the runs of both sides; a side without a cell has none. */
export async function closeRuns(context: Context, sides: readonly Side[]): Promise<(StackOutputs | undefined)[]> {
  const closed: (StackOutputs | undefined)[] = [];
  for (const side of sides) closed.push(await closeRun(runsDir(context.home), side));
  return closed;
}
