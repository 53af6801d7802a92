/**
 * What somebody with access to the clouds and to the lab can do, over the same socket as the control planes, under `/lab/`:
 * cause faults, change machines behind the program's back, change settings, put the clock forward, and look.
 */
import { z } from "zod";
import { ApiError } from "./api-error.ts";
import type { LabClock } from "./clock.ts";
import type { Clouds } from "./clouds.ts";
import type { JsonObject } from "./json.ts";

const cloud = z.enum(["azure", "gcp"]);

const requests = {
  fault: z.strictObject({
    cloud,
    kind: z.string(),
    action: z.string(),
    times: z.int().min(1).optional(),
    when: z.enum(["request", "before", "after"]).optional(),
    status: z.int().min(400).max(599),
    code: z.string(),
    message: z.string().optional(),
  }),
  interference: z.strictObject({ machine: z.string(), how: z.enum(["start", "stop", "deallocate", "delete"]) }),
  settings: z
    .strictObject({
      slowness: z.number().min(0),
      throttledShare: z.number().min(0).max(1),
      retryAfterS: z.number().min(0),
      readLagMs: z.number().min(0),
      cores: z.record(z.string(), z.int().min(0)),
    })
    .partial(),
  advance: z.strictObject({ ms: z.number().min(0) }),
};

export type ConsoleRequest = { [K in keyof typeof requests]: z.infer<(typeof requests)[K]> };

const parsed = <K extends keyof typeof requests>(name: K, body: JsonObject): ConsoleRequest[K] => {
  const result = requests[name].safeParse(body);
  if (result.success) return result.data as ConsoleRequest[K];
  throw new ApiError(400, "InvalidRequest", z.prettifyError(result.error));
};

/** @param path without `/lab/` */
export async function answerConsole(clouds: Clouds, method: string, path: string, body: JsonObject): Promise<unknown> {
  switch (`${method} ${path}`) {
    case "GET inventory":
      return clouds.inventory();
    case "GET meters":
      return clouds.meters();
    case "GET settings":
      return clouds.settings;
    case "PATCH settings":
      return Object.assign(clouds.settings, parsed("settings", body));
    case "POST faults": {
      const { cloud: name, ...fault } = parsed("fault", body);
      clouds.fail(name, fault);
      return {};
    }
    case "DELETE faults":
      clouds.clearFaults();
      return {};
    case "POST interferences": {
      const { machine, how } = parsed("interference", body);
      await clouds.interfere(machine, how);
      return {};
    }
    case "POST clock": {
      const { clock } = clouds;
      if (!isSettable(clock)) throw new ApiError(409, "Conflict", "the lab's clock cannot be put forward");
      clock.advance(parsed("advance", body).ms);
      return { nowMs: clock.nowMs() };
    }
    default:
      throw new ApiError(404, "NotFound", `${method} /lab/${path} does not exist`);
  }
}

const isSettable = (clock: Clouds["clock"]): clock is LabClock => "advance" in clock;
