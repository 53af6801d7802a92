/** Requests to the lab's control planes. */
import { existsSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CLOUDS_SOCKET, SECOND_HEADER } from "../../clouds/server.ts";
import type { JsonObject } from "../../clouds/json.ts";
import { LabError } from "../../errors.ts";
import { labFolder } from "../inside-lab.ts";

export interface Answer {
  resource?: JsonObject;
  operation?: string;
}

/** An error response. */
export class ServiceError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "ServiceError";
    this.status = status;
    this.code = code;
  }
}

export interface RetryPolicy {
  /** Seconds of the lab's time before each further attempt, unless the response says when. */
  delaysS: readonly number[];
  isRetried(error: ServiceError): boolean;
}

interface Response {
  status: number;
  body: { error?: { code: string; message: string } } & Answer & { status?: string };
  retryAfterS: number | undefined;
  secondMs: number;
}

/** At least between two requests for the same thing, also while the lab's clock is stopped. */
const MIN_PAUSE_MS = 5;

/** At most between two polls, in real time: the lab does not rehearse how long a provider sleeps after an operation's end. */
const MAX_POLL_MS = 250;

/**
 * The socket of the lab that this process runs in.
 * @throws LabError `LAB_NOT_IN_LAB`, `LAB_NOT_RUNNING`
 */
export function labSocket(plugin: string): string {
  const folder = labFolder(plugin);
  const socket = join(folder, CLOUDS_SOCKET);
  if (existsSync(socket)) return socket;
  throw new LabError(
    "LAB_NOT_RUNNING",
    `${plugin}: no lab runs in ${folder}: ${socket} does not exist. Start it again.`,
  );
}

export class CloudClient {
  readonly #socket: string;
  readonly #cloud: "azure" | "gcp";
  readonly #retry: RetryPolicy;

  constructor(socket: string, cloud: "azure" | "gcp", retry: RetryPolicy) {
    this.#socket = socket;
    this.#cloud = cloud;
    this.#retry = retry;
  }

  /** @throws ServiceError */
  async request(method: string, path: string, body: JsonObject | undefined, signal: AbortSignal): Promise<Answer> {
    return (await this.#send(method, path, body, signal)).body;
  }

  /**
   * Waits for the end of an operation.
   *
   * @param intervalS between two polls, in seconds of the lab's time
   * @throws ServiceError if the operation failed
   */
  async wait(operation: string, intervalS: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const { body, secondMs } = await this.#send("GET", `/operations/${operation}`, undefined, signal);
      const { status } = body;
      if (status === "Succeeded") return;
      if (status === "Failed") {
        const { status: code, ...error } = body.error as unknown as { status: number; code: string; message: string };
        throw new ServiceError(code, error.code, error.message);
      }
      await sleep(Math.max(MIN_PAUSE_MS, Math.min(intervalS * secondMs, MAX_POLL_MS)), undefined, { signal });
    }
  }

  async #send(method: string, path: string, body: JsonObject | undefined, signal: AbortSignal): Promise<Response> {
    for (let attempt = 0; ; attempt += 1) {
      const response = await this.#exchange(method, `/${this.#cloud}/${path.replace(/^\//, "")}`, body, signal);
      if (response.status < 400) return response;
      const { code, message } = response.body.error ?? { code: "Unknown", message: "" };
      const error = new ServiceError(response.status, code, message);
      const delayS = this.#retry.delaysS[attempt];
      if (delayS === undefined || !this.#retry.isRetried(error)) throw error;
      const waitMs = (response.retryAfterS ?? delayS) * response.secondMs;
      await sleep(Math.max(MIN_PAUSE_MS, waitMs), undefined, { signal });
    }
  }

  #exchange(method: string, path: string, body: JsonObject | undefined, signal: AbortSignal): Promise<Response> {
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
      const request = httpRequest({ socketPath: this.#socket, method, path: encodeURI(path), headers, signal });
      request.on("error", reject);
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const after = response.headers["retry-after"];
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString("utf8")) as Response["body"],
            retryAfterS: after === undefined ? undefined : Number(after),
            secondMs: Number(response.headers[SECOND_HEADER]),
          });
        });
      });
      request.end(text);
    });
  }
}
