/** Progress of one stack as one line: live on a terminal, else one line for each stage, and every half minute of a long one. */
import type { EngineEvent } from "@stackmark/engine";
import type { Display } from "@stackmark/engine/display";
import { formatDuration } from "../../base/duration.ts";
import { printableLine } from "../../base/printable.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import type { Output } from "../context.ts";
import type { OperationOutcome } from "../engines/engine.ts";
import { LiveLine } from "./live-line.ts";
import { stageAfter, type Stage } from "./stage.ts";

const PLAIN_INTERVAL_MS = 30_000;
const HOUR_MS = 3_600_000;

export class StackProgress implements Display {
  readonly #line: LiveLine;
  readonly #head: string;
  readonly #plan: Pick<Plan, "load">;
  readonly #now: () => number;
  readonly #facts: string[] = [];
  #stage: Stage = { name: "", detail: "" };
  #beganMs = 0;
  #meter: { usdPerHour: number; fromMs: number } | undefined;
  #printedMs = 0;

  /** @param head what the lines begin with: the stack, and where it stands among others */
  constructor(output: Output, head: string, plan: Pick<Plan, "load">, now = () => performance.now()) {
    this.#line = new LiveLine(output);
    this.#head = head;
    this.#plan = plan;
    this.#now = now;
  }

  /** The stream for messages, which go above the live line. */
  above(stream: Output): Output {
    return {
      isTTY: stream.isTTY,
      columns: stream.columns,
      write: (text) => {
        this.#line.clear();
        return stream.write(text);
      },
    };
  }

  /** Shows from now on what the stack has cost since now, at this rate. */
  meter(usdPerHour: number): void {
    this.#meter = { usdPerHour, fromMs: this.#now() };
  }

  begin(name: "deploying" | "destroying"): void {
    this.#stage = { name, detail: "" };
    this.#beganMs = this.#now();
    this.#show(true);
  }

  event(event: EngineEvent): void {
    const before = this.#stage;
    this.#stage = stageAfter(before, event, this.#plan);
    if (this.#stage === before) return;
    const isNew = this.#stage.name !== before.name;
    if (before.name === "deploying" && isNew) this.#add("deployed");
    this.#show(isNew || this.#now() - this.#printedMs >= PLAIN_INTERVAL_MS);
  }

  /** Notes how the update ended, for the line that stays. */
  ended(result: OperationOutcome["result"]): void {
    if (result === "succeeded") this.#add(this.#stage.name === "deploying" ? "deployed" : "measured");
    else this.#add(result === "failed" ? "failed" : "stopped");
  }

  close(): void {
    this.#line.clear();
  }

  /** Prints the line that stays. */
  keep(last?: string): void {
    const facts = last === undefined ? this.#facts : [...this.#facts, last];
    this.#line.keep(`${this.#head}  ${facts.join(", ")}`.trimEnd());
  }

  #add(fact: string): void {
    const nowMs = this.#now();
    this.#facts.push(
      `${fact} ${fact === "stopped" || fact === "failed" ? "after" : "in"} ${formatDuration(nowMs - this.#beganMs)}`,
    );
    this.#beganMs = nowMs;
  }

  #show(isDue: boolean): void {
    if (isDue) this.#printedMs = this.#now();
    const { name, detail } = this.#stage;
    this.#line.show(printableLine(`${this.#head}  ${name}${this.#cost()}${detail === "" ? "" : `: ${detail}`}`), isDue);
  }

  #cost(): string {
    if (!this.#meter) return "";
    const { usdPerHour, fromMs } = this.#meter;
    return `, $${((usdPerHour * (this.#now() - fromMs)) / HOUR_MS).toFixed(2)}`;
  }
}
