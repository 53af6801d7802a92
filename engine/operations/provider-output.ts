/** What providers print is their progress: shown line by line as it comes, with the resource it is about where that can be told. */
import type { Events } from "../execution/events.ts";
import type { Step } from "../steps/step.ts";
import { parseUrn } from "../steps/urn.ts";

/** Our own providers begin each line with the name of their resource. */
const PREFIXED = /^\[([^\]]+)\] (.*)$/;

export class ProviderOutput {
  readonly #events: Events;
  readonly #running: () => ReadonlyMap<string, Step>;

  /** @param running steps under way, by URN */
  constructor(events: Events, running: () => ReadonlyMap<string, Step>) {
    this.#events = events;
    this.#running = running;
  }

  readonly stdout = (line: string): void => this.#events.diagnose({ severity: "info", message: line });

  readonly stderr = (line: string): void => {
    const match = PREFIXED.exec(line);
    const urn = match
      ? [...this.#running().keys()].find((candidate) => parseUrn(candidate).name === match[1])
      : undefined;
    if (match && urn !== undefined) this.#events.diagnose({ urn, severity: "info#err", message: match[2] as string });
    else this.#events.diagnose({ severity: "info#err", message: line });
  };
}
