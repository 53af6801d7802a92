import { Service } from "./service.ts";
import type { Manager, PassiveUnit } from "./manager.ts";
import { enablementOf, findUnit } from "./units.ts";

/** What `systemctl show` prints of a unit. */
export function propertiesOf(manager: Manager, name: string): Record<string, string> {
  const unit = manager.service(name) ?? manager.passive(name);
  const files = findUnit(name);
  const common = {
    Id: name,
    LoadState: unit === undefined ? "not-found" : "loaded",
    ActiveState: unit?.activeState ?? "inactive",
    SubState: unit === undefined ? "dead" : subStateOf(unit),
    FragmentPath: files?.path ?? "",
    DropInPaths: files?.dropIns.join(" ") ?? "",
    UnitFileState: files === undefined ? "" : enablementOf(name),
  };
  if (!(unit instanceof Service)) return common;
  const { definition, exit, mainPid, restarts, result } = unit;
  return {
    ...common,
    Description: definition.description,
    Type: definition.type,
    Restart: definition.restart,
    KillMode: definition.killMode,
    Result: result,
    MainPID: String(mainPid),
    NRestarts: String(restarts),
    ExecMainCode: exit === undefined ? "0" : exit.signal === null ? "1" : "2",
    ExecMainStatus: String(exit?.code ?? 0),
  };
}

export function subStateOf(unit: Service | PassiveUnit): string {
  if (unit instanceof Service) return unit.subState;
  return unit.activeState === "active" ? "waiting" : "dead";
}
