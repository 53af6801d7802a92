/** {@link answerConsole} from another process. */
import { request as httpRequest } from "node:http";
import { LabError } from "../errors.ts";
import type { CloudName, InventoryEntry } from "./clouds.ts";
import type { ConsoleRequest } from "./console.ts";
import type { CloudSettings } from "./settings.ts";
import type { MeterRecord } from "./store.ts";

export class CloudConsole {
  readonly #socketPath: string;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  /** Makes coming requests of a cloud fail. */
  fail = (cloud: CloudName, fault: Omit<ConsoleRequest["fault"], "cloud">): Promise<unknown> =>
    this.#send("POST", "faults", { cloud, ...fault });

  /** Takes back all faults that have not happened yet. */
  clearFaults = (): Promise<unknown> => this.#send("DELETE", "faults");

  /** Changes a machine as somebody in the cloud's console would. @param machine its name in the lab */
  interfere = (machine: string, how: ConsoleRequest["interference"]["how"]): Promise<unknown> =>
    this.#send("POST", "interferences", { machine, how });

  /** Changes settings, at once. */
  set = (settings: ConsoleRequest["settings"]): Promise<CloudSettings> => this.#send("PATCH", "settings", settings);

  settings = (): Promise<CloudSettings> => this.#send("GET", "settings");

  /** Puts the lab's clock forward: schedules and limits of run time that are due take effect. */
  advance = (ms: number): Promise<{ nowMs: number }> => this.#send("POST", "clock", { ms });

  inventory = (): Promise<InventoryEntry[]> => this.#send("GET", "inventory");

  meters = (): Promise<MeterRecord[]> => this.#send("GET", "meters");

  #send<Response>(method: string, path: string, body?: object): Promise<Response> {
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = { "content-length": Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
      const request = httpRequest({ socketPath: this.#socketPath, method, path: `/lab/${path}`, headers });
      request.on("error", (cause) =>
        reject(new LabError("LAB_NOT_RUNNING", `no lab answers at ${this.#socketPath}: ${cause.message}`, { cause })),
      );
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { error?: { message: string } };
          if (response.statusCode === 200) resolve(answer as Response);
          else reject(new LabError("LAB_MALFORMED_REQUEST", answer.error?.message ?? `status ${response.statusCode}`));
        });
      });
      request.end(text);
    });
  }
}
