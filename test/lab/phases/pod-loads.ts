/** Loads that a test sends from pods of a cluster in the lab, by load-from-pods.ts. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { LoadOutcome } from "../../../loadgen/index.ts";
import { root } from "../../helpers/imports.ts";
import type { PodLoadOptions } from "./load-from-pods.ts";
import type { OwnLab } from "./own-lab.ts";

type PodLoad = Omit<PodLoadOptions, "stack">;

/** What a load prints in its fourth second. */
export const IN_MID_LOAD = "second 4";

export class PodLoads {
  /** Path of a file. */
  readonly kubeconfig: string;
  readonly #lab: OwnLab;
  readonly #stack: string;
  readonly #url: string;

  /** @param url in the cluster */
  constructor(lab: OwnLab, stack: string, kubeconfig: string, url: string) {
    this.kubeconfig = kubeconfig;
    this.#lab = lab;
    this.#stack = stack;
    this.#url = url;
  }

  /** Starts the process that sends a load. */
  start(load: PodLoad) {
    const script = join(root, "test/lab/phases/load-from-pods.ts");
    const args = [script, this.kubeconfig, this.#url, JSON.stringify({ stack: this.#stack, ...load })];
    return spawn("ip", ["netns", "exec", this.#lab.namespace, process.execPath, ...args], {
      stdio: ["pipe", "pipe", "inherit"],
    });
  }

  /** @param meanwhile is done in mid-load, and awaited too */
  async measured(load: PodLoad, meanwhile?: () => Promise<unknown>): Promise<LoadOutcome> {
    const outcome = await this.#send(load, meanwhile);
    if (typeof outcome === "string") assert.fail(outcome);
    return outcome;
  }

  /** @returns why no request was sent */
  async refused(load: PodLoad): Promise<string> {
    const message = await this.#send({ readyLimitMs: 40_000, ...load });
    if (typeof message !== "string") assert.fail("the load was sent");
    console.log(`    ${message.replaceAll("\n", "\n    ")}`);
    return message;
  }

  /** Sends a load that `fault` strikes. @returns why its worker was lost */
  async struck(load: PodLoad, fault: () => Promise<unknown>): Promise<string> {
    const { result } = await this.measured(load, fault);
    const [lost] = result.reasons.filter(({ code }) => code === "worker-lost");
    console.log(`    ${result.status}: ${lost?.message} ${result.accounting.ok} requests kept`);
    assert.equal(result.status, "invalid");
    assert.ok(result.accounting.ok > 0);
    return lost!.message;
  }

  /** @returns the outcome, or why no request was sent */
  async #send(load: PodLoad, meanwhile?: () => Promise<unknown>): Promise<LoadOutcome | string> {
    const child = this.start(load);
    let found: LoadOutcome | string | undefined;
    let acting: Promise<unknown> | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === IN_MID_LOAD) acting = meanwhile?.();
      const [word] = line.split(" ", 1);
      if (word !== "measured" && word !== "refused") continue;
      found = JSON.parse(line.slice(word.length + 1)) as LoadOutcome | string;
      child.stdin.end();
    }
    if (child.exitCode === null) await once(child, "exit");
    assert.equal(child.exitCode, 0);
    await acting;
    return found!;
  }
}
