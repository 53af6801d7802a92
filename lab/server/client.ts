/** Requests to the lab's process, for commands of the lab. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { messageOf } from "../../base/errors.ts";
import { LabError } from "../errors.ts";
import type { DiskRequest, PowerRequest } from "../protocol/faults.ts";
import {
  existingMachineSchema,
  labStatusSchema,
  openedEndSchema,
  type ExistingMachine,
  type ExistingRequest,
  type LabPath,
  type LabStatus,
} from "../protocol/lab.ts";

/** Written by the process once it takes requests; removed when it ends. */
export const accessFile = (dir: string): string => join(dir, "access.json");
export const accessSchema = z.object({ url: z.url(), token: z.string(), passphrase: z.string() });
export type Access = z.infer<typeof accessSchema>;

const problemSchema = z.object({ code: z.string(), message: z.string() });

export class LabClient {
  readonly #access: Access;

  /** @throws LabError `LAB_NOT_RUNNING` */
  constructor(dir: string) {
    this.#access = readAccess(dir);
  }

  get passphrase(): string {
    return this.#access.passphrase;
  }

  /** Also of a lab that another version of the program started. @throws LabError `LAB_NOT_RUNNING` */
  async reach(): Promise<void> {
    await this.#send("GET", "/status", z.unknown());
  }

  status(): Promise<LabStatus> {
    return this.#send("GET", "/status", labStatusSchema);
  }

  addExisting(machine: ExistingRequest): Promise<ExistingMachine> {
    return this.#send("POST", "/existing", existingMachineSchema, machine);
  }

  async removeExisting(name: string): Promise<void> {
    await this.#send("DELETE", "/existing", z.unknown(), { name });
  }

  /** Opens a place in the lab's internet. @returns its network namespace */
  async openEnd(name: string, address: string): Promise<string> {
    const { namespace } = await this.#send("POST", "/ends", openedEndSchema, { name, address });
    return namespace;
  }

  async closeEnd(name: string): Promise<void> {
    await this.#send("DELETE", "/ends", z.unknown(), { name });
  }

  /** Changes the way from one site to another. */
  async setPath(path: LabPath): Promise<void> {
    await this.#send("PATCH", "/paths", z.unknown(), path);
  }

  async setPower(request: PowerRequest): Promise<void> {
    await this.#send("POST", "/faults/power", z.unknown(), request);
  }

  async fillDisk(request: DiskRequest): Promise<void> {
    await this.#send("POST", "/faults/disk", z.unknown(), request);
  }

  async shutDown(): Promise<void> {
    await this.#send("POST", "/shutdown", z.unknown());
  }

  async #send<T>(method: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
    const response = await fetch(new URL(path, this.#access.url), {
      method,
      headers: { authorization: `Bearer ${this.#access.token}` },
      body: body === undefined ? undefined : JSON.stringify(body),
    }).catch((cause: unknown) => {
      throw new LabError("LAB_NOT_RUNNING", `the lab's process does not answer (${messageOf(cause)})`, { cause });
    });
    const json: unknown = await response.json();
    if (response.ok) return schema.parse(json);
    const { message } = problemSchema.parse(json);
    throw new LabError("LAB_REQUEST_FAILED", message);
  }
}

function readAccess(dir: string): Access {
  try {
    return accessSchema.parse(JSON.parse(readFileSync(accessFile(dir), "utf8")));
  } catch (cause) {
    throw new LabError("LAB_NOT_RUNNING", `no lab runs in ${dir}; \`npm run lab -- PHASE --keep\` starts one`, {
      cause,
    });
  }
}
