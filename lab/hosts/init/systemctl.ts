/** The commands of `systemctl`, run in the supervisor. */
import { constants } from "node:os";
import type { Journal } from "./journal.ts";
import { formatEntry } from "./journal-format.ts";
import type { Manager } from "./manager.ts";
import { propertiesOf, subStateOf } from "./properties.ts";
import { Service } from "./service.ts";
import { parseSystemctl, type SystemctlWords } from "./systemctl-words.ts";
import { disable, enable, enablementOf, findUnit, fullName } from "./units.ts";

export interface Output {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Context {
  manager: Manager;
  journal: Journal;
  /** `running`, `starting` or `stopping`. */
  systemState: () => string;
  /** Begins to shut the host down. */
  end: (how: "poweroff" | "reboot") => void;
}

const said = (code: number, stdout: readonly string[], stderr: readonly string[] = []): Output => ({
  code,
  stdout: stdout.map((line) => `${line}\n`).join(""),
  stderr: stderr.map((line) => `${line}\n`).join(""),
});

const UNIT_NOT_LOADED = 5;

export async function runSystemctl(words: readonly string[], context: Context): Promise<Output> {
  let parsed: SystemctlWords;
  try {
    parsed = parseSystemctl(words);
  } catch (error) {
    return said(1, [], [(error as Error).message]);
  }
  const { command, units, flags } = parsed;
  const names = units.map(fullName);
  const quiet = (output: Output): Output => (flags.has("--quiet") ? { ...output, stdout: "" } : output);
  switch (command) {
    case "start":
    case "stop":
    case "restart":
    case "try-restart":
      return change(command, names, flags.has("--no-block"), context.manager);
    case "enable":
    case "disable":
      return quiet(await changeEnablement(command, names, flags.has("--now"), context.manager));
    case "is-active":
    case "is-failed":
      return quiet(isInState(command === "is-active" ? "active" : "failed", names, context.manager));
    case "is-enabled":
      return quiet(isEnabled(names));
    case "show":
      return show(names, parsed, context.manager);
    case "status":
      return status(names, context);
    case "list-units":
      return listUnits(context.manager);
    case "cat":
      return said(
        0,
        names.flatMap((name) => findUnit(name)?.texts ?? []),
      );
    case "kill":
      return kill(names, parsed, context.manager);
    case "reset-failed":
      for (const [name, unit] of context.manager.loaded())
        if (unit instanceof Service && (names.length === 0 || names.includes(name))) unit.resetFailed();
      return said(0, []);
    case "daemon-reload":
      context.manager.reload();
      return said(0, []);
    case "is-system-running":
      return isSystemRunning(context);
    case "poweroff":
    case "reboot":
      context.end(command);
      return said(0, []);
    default:
      return said(1, [], [`Unknown command verb ${command}.`]);
  }
}

async function change(command: string, names: string[], noBlock: boolean, manager: Manager): Promise<Output> {
  const outputs = await Promise.all(names.map((name) => changeOne(command, name, noBlock, manager)));
  return said(
    Math.max(0, ...outputs.map(({ code }) => code)),
    [],
    outputs.flatMap(({ problem }) => problem ?? []),
  );
}

async function changeOne(
  command: string,
  name: string,
  noBlock: boolean,
  manager: Manager,
): Promise<{ code: number; problem?: string }> {
  const verb = command === "try-restart" ? "restart" : command;
  const passive = manager.passive(name);
  if (passive !== undefined) {
    passive.activeState = verb === "stop" ? "inactive" : "active";
    return { code: 0 };
  }
  let service: Service | undefined;
  try {
    service = manager.service(name);
  } catch (error) {
    return { code: 1, problem: `Failed to ${verb} ${name}: ${(error as Error).message}` };
  }
  if (service === undefined) {
    const what = verb === "stop" ? "not loaded" : "not found";
    return { code: UNIT_NOT_LOADED, problem: `Failed to ${verb} ${name}: Unit ${name} ${what}.` };
  }
  if (command === "try-restart" && service.activeState !== "active") return { code: 0 };
  const job = (async () => {
    if (verb !== "start") await service.stop();
    if (verb !== "stop") await service.start();
  })();
  if (noBlock) job.catch(() => undefined);
  else {
    try {
      await job;
    } catch {
      return {
        code: 1,
        problem: `Job for ${name} failed.\nSee "systemctl status ${name}" and "journalctl -xeu ${name}" for details.`,
      };
    }
  }
  return { code: 0 };
}

async function changeEnablement(
  command: "enable" | "disable",
  names: string[],
  now: boolean,
  manager: Manager,
): Promise<Output> {
  const missing = names.find((name) => findUnit(name) === undefined);
  if (missing !== undefined) return said(1, [], [`Failed to ${command} unit: Unit file ${missing} does not exist.`]);
  const messages = names.flatMap(command === "enable" ? enable : disable);
  const changed = now ? await change(command === "enable" ? "start" : "stop", names, false, manager) : said(0, []);
  return { ...changed, stderr: messages.map((message) => `${message}\n`).join("") + changed.stderr };
}

function isInState(wanted: string, names: string[], manager: Manager): Output {
  const states = names.map((name) => propertiesOf(manager, name).ActiveState!);
  const failed = wanted === "active" ? 3 : 1;
  return said(states.includes(wanted) ? 0 : failed, states);
}

function isEnabled(names: string[]): Output {
  const missing = names.find((name) => findUnit(name) === undefined);
  if (missing !== undefined)
    return said(1, [], [`Failed to get unit file state for ${missing}: No such file or directory`]);
  const states = names.map(enablementOf);
  return said(states.every((state) => state !== "disabled") ? 0 : 1, states);
}

function show(names: string[], { flags, values }: SystemctlWords, manager: Manager): Output {
  const wanted = values.get("--property")?.split(",");
  const blocks = names.map((name) => {
    const properties = Object.entries(propertiesOf(manager, name));
    const shown = properties.filter(([key]) => wanted?.includes(key) ?? true);
    return shown.map(([key, value]) => (flags.has("--value") ? value : `${key}=${value}`)).join("\n");
  });
  return said(0, [blocks.join("\n\n")]);
}

function status(names: string[], { manager, journal }: Context): Output {
  const lines = names.flatMap((name) => {
    const { LoadState, ActiveState, SubState, Description, UnitFileState, FragmentPath, MainPID } = propertiesOf(
      manager,
      name,
    );
    if (LoadState === "not-found") return [`Unit ${name} could not be found.`];
    return [
      `● ${name} - ${Description ?? name}`,
      `     Loaded: loaded (${FragmentPath}; ${UnitFileState})`,
      `     Active: ${ActiveState} (${SubState})`,
      `   Main PID: ${MainPID ?? 0}`,
      "",
      ...journal
        .read(name)
        .slice(-10)
        .map((entry) => formatEntry(entry, "short")),
    ];
  });
  const properties = names.map((name) => propertiesOf(manager, name));
  const isMissing = properties.some(({ LoadState }) => LoadState === "not-found");
  const isDown = properties.some(({ ActiveState }) => ActiveState !== "active");
  return said(isMissing ? 4 : isDown ? 3 : 0, lines);
}

function listUnits(manager: Manager): Output {
  const rows = manager.loaded().filter(([, unit]) => unit.activeState !== "inactive");
  return said(
    0,
    rows.map(([name, unit]) => `${name} loaded ${unit.activeState} ${subStateOf(unit)}`),
  );
}

function kill(names: string[], { values }: SystemctlWords, manager: Manager): Output {
  const signal = `SIG${(values.get("--signal") ?? "SIGTERM").replace(/^SIG/, "")}` as NodeJS.Signals;
  if (!(signal in constants.signals)) return said(1, [], [`Failed to parse signal string ${signal}.`]);
  const whom = values.get("--kill-whom") ?? values.get("--kill-who") ?? "all";
  for (const name of names) {
    const service = manager.service(name);
    if (service === undefined) return said(1, [], [`Failed to kill unit ${name}: Unit ${name} not loaded.`]);
    service.kill(signal, whom);
  }
  return said(0, []);
}

function isSystemRunning({ manager, systemState }: Context): Output {
  const hasFailed = manager.loaded().some(([, unit]) => unit.activeState === "failed");
  const state = systemState() === "running" && hasFailed ? "degraded" : systemState();
  return said(state === "running" ? 0 : 1, [state]);
}
