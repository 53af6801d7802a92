/** Requests that make machines of the lab faulty, and sound again. */
import { parseBody, type Commands } from "../daemon/control-server.ts";
import { fillDisk } from "../machines/faults.ts";
import type { LabMachines } from "../machines/lab-machines.ts";
import { diskRequestSchema, powerRequestSchema } from "../protocol/faults.ts";

export function faultRoutes(machines: LabMachines): Commands {
  return {
    "POST /faults/power": (body) => {
      const { name, isOn } = parseBody(powerRequestSchema, body);
      return isOn ? machines.start(name) : machines.kill(name);
    },
    "POST /faults/disk": (body) => {
      const { name, freeMiB } = parseBody(diskRequestSchema, body);
      return fillDisk(machines.insideOf(name), freeMiB);
    },
  };
}
