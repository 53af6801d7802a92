/** The options of a load on one or several targets: checks them, and builds the specifications. */
import type { Command } from "commander";
import { issueText } from "../../base/issues.ts";
import { redactUrl } from "../../base/url.ts";
import { targetField } from "../schema/fields.ts";
import { parseSpec, type ParsedSpec } from "../schema/spec.ts";
import { flagOf, unusedOptions, writtenAs, type LoadOptions } from "./options.ts";
import { conditionProblems } from "./conditions.ts";
import { shapeOf, toSpec } from "./to-spec.ts";
import { isKeyValue, stagesProblems } from "./values.ts";

/** What is wrong with the options of a load, apart from what `parseSpec` finds. */
export function loadProblems(command: Command): string[] {
  const options = command.opts<LoadOptions>();
  const isShaped = options.rate === undefined && options.stages === undefined;
  return [
    ...unusedOptions(command),
    ...(isShaped ? shapeOf(options).problems : []),
    ...(options.stages === undefined ? [] : stagesProblems(options.stages)),
    ...scenarioOptionProblems(options),
    ...conditionProblems(options),
  ];
}

function scenarioOptionProblems({ scenarioOption }: LoadOptions): string[] {
  return scenarioOption
    .filter((text) => !isKeyValue(text))
    .map((text) => `--scenario-option: must be key=value, got ${JSON.stringify(text)}`);
}

export interface TargetArgument {
  /** As the user typed it, such as `shop:80`. */
  url: string;
  /** What messages call it, such as `<url>`. */
  argument: string;
}

export interface CheckedLoad {
  /** For `runLoad`. */
  input: Record<string, unknown>;
  /** With all defaults filled in. */
  spec: ParsedSpec;
}

/**
 * The load that the options of a command describe, once for each target.
 * @param problems found before, to be reported with the others
 * @throws LoadError `LOAD_SPEC_INVALID` with every problem of the options and of all targets
 */
export function loadsOf(
  command: Command,
  targets: readonly TargetArgument[],
  problems: readonly string[] = [],
): CheckedLoad[] {
  const options = command.opts<LoadOptions>();
  const inputs = targets.map(({ url }) => toSpec(url, options));
  // `parseSpec` has the same words for one of them, and reports them once.
  const badTargets = inputs.flatMap(({ target }, i) => {
    const issue = targetField.safeParse(target).error?.issues[0];
    if (!issue) return [];
    return [`${targets[i]!.argument}: ${issueText(issue)}, got ${JSON.stringify(redactUrl(String(target)))}`];
  });
  const all = [...problems, ...loadProblems(command), ...badTargets];
  return inputs.map((input, i) => {
    const nameOf = (field: string) => (field === "target" ? targets[i]!.argument : flagOf(field));
    return { input, spec: parseSpec(input, { nameOf, writtenAs: writtenAs(options), problems: all }) };
  });
}
