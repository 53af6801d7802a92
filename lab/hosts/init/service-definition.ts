import {
  parseBoolean,
  parseCommand,
  parseTimeSpanMs,
  parseUnit,
  splitWords,
  type Command,
  type Settings,
} from "./unit-file.ts";

/** What the unit file of a service and its drop-ins say. Other settings have no effect, unless they are refused. */
export interface ServiceDefinition {
  name: string;
  description: string;
  type: string;
  remainAfterExit: boolean;
  startPre: Command[];
  start: Command[];
  startPost: Command[];
  stop: Command[];
  stopPost: Command[];
  /** `NAME=value`. */
  environment: string[];
  environmentFiles: { path: string; isOptional: boolean }[];
  workingDirectory: string | undefined;
  restart: string;
  restartMs: number;
  killMode: string;
  startTimeoutMs: number;
  stopTimeoutMs: number;
  /** More starts than this within the interval are refused. */
  startLimit: { count: number; intervalMs: number };
  after: string[];
  before: string[];
  wantedBy: string[];
}

const TYPES = ["simple", "exec", "oneshot", "notify"];
const UNSUPPORTED = ["User", "Group", "DynamicUser", "RootDirectory", "RootImage", "ExecCondition", "BusName"];
const DEFAULT_TIMEOUT_MS = 90_000;

/**
 * @param texts of the unit file and of its drop-ins, in order
 * @throws Error with systemd's words if the unit has a setting that this supervisor cannot honour
 */
export function readService(name: string, texts: readonly string[]): ServiceDefinition {
  const settings = parseUnit(texts);
  const all = (key: string): string[] => (settings.get(key) ?? []).map((value) => specifiers(value, name));
  const last = (key: string): string | undefined => all(key).at(-1);
  const words = (key: string): string[] => all(key).flatMap(splitWords);
  const commands = (key: string): Command[] => all(`Service.${key}`).map(parseCommand);
  const definition: ServiceDefinition = {
    name,
    description: last("Unit.Description") ?? name,
    type: last("Service.Type") ?? (all("Service.ExecStart").length > 0 ? "simple" : "oneshot"),
    remainAfterExit: parseBoolean(last("Service.RemainAfterExit")),
    startPre: commands("ExecStartPre"),
    start: commands("ExecStart"),
    startPost: commands("ExecStartPost"),
    stop: commands("ExecStop"),
    stopPost: commands("ExecStopPost"),
    environment: words("Service.Environment"),
    environmentFiles: all("Service.EnvironmentFile").map((path) => ({
      path: path.replace(/^-/, ""),
      isOptional: path.startsWith("-"),
    })),
    workingDirectory: last("Service.WorkingDirectory"),
    restart: last("Service.Restart") ?? "no",
    restartMs: timeSpan(settings, "Service.RestartSec", 100),
    killMode: last("Service.KillMode") ?? "control-group",
    startTimeoutMs: timeSpan(settings, "Service.TimeoutStartSec", timeSpan(settings, "Service.TimeoutSec", -1)),
    stopTimeoutMs: timeSpan(
      settings,
      "Service.TimeoutStopSec",
      timeSpan(settings, "Service.TimeoutSec", DEFAULT_TIMEOUT_MS),
    ),
    startLimit: {
      count: Number(last("Unit.StartLimitBurst") ?? 5),
      intervalMs: timeSpan(settings, "Unit.StartLimitIntervalSec", 10_000),
    },
    after: words("Unit.After"),
    before: words("Unit.Before"),
    wantedBy: words("Install.WantedBy"),
  };
  // 0 turns the limit off, and by default only services of type oneshot have none.
  if (definition.startTimeoutMs === 0 || (definition.startTimeoutMs < 0 && definition.type === "oneshot"))
    definition.startTimeoutMs = Infinity;
  if (definition.startTimeoutMs < 0) definition.startTimeoutMs = DEFAULT_TIMEOUT_MS;
  if (definition.stopTimeoutMs === 0) definition.stopTimeoutMs = Infinity;
  const unsupported = UNSUPPORTED.filter((key) => ![undefined, "root"].includes(last(`Service.${key}`)));
  requireSupported(definition, unsupported);
  return definition;
}

function requireSupported({ name, type, start }: ServiceDefinition, unsupported: string[]): void {
  const problem = (text: string): never => {
    throw new Error(`Unit ${name} has a bad unit file setting: ${text}`);
  };
  if (!TYPES.includes(type)) problem(`Type=${type} is not one of ${TYPES.join(", ")}`);
  if (unsupported.length > 0) problem(`the lab's hosts do not support ${unsupported.join(", ")}`);
  if (start.length === 0) problem("Service has no ExecStart= setting. Refusing.");
  if (start.length > 1 && type !== "oneshot")
    problem("Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.");
}

function timeSpan(settings: Settings, key: string, otherwiseMs: number): number {
  const text = settings.get(key)?.at(-1);
  return (text === undefined ? undefined : parseTimeSpanMs(text)) ?? otherwiseMs;
}

const specifiers = (line: string, name: string): string =>
  line.replaceAll(/%(.)/g, (whole, letter: string) => {
    if (letter === "%") return "%";
    if (letter === "n") return name;
    return letter === "N" ? name.replace(/\.\w+$/, "") : whole;
  });
