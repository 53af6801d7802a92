import type { Version } from "../schema/request.ts";
import type { EndpointNumbers } from "./endpoint-names.ts";
import type { Place } from "./second.ts";

/** Places as whole numbers, which are cheaper to look up than texts. */
export class Places {
  readonly #endpoints: EndpointNumbers;
  readonly #segments: number;
  readonly #versions: readonly Version[];

  /** @param versions that are told apart; may be empty */
  constructor(endpoints: EndpointNumbers, segments: number, versions: readonly Version[]) {
    this.#endpoints = endpoints;
    this.#segments = segments;
    this.#versions = versions;
  }

  of(endpoint: number, segment: number, version: Version | undefined): number {
    const place = endpoint * this.#segments + segment;
    return version === undefined ? place : place * this.#versions.length + this.#versions.indexOf(version);
  }

  named(place: number): Place {
    const { length } = this.#versions;
    const version = length === 0 ? {} : { version: this.#versions[place % length]! };
    const rest = length === 0 ? place : Math.floor(place / length);
    const endpoint = this.#endpoints.names[Math.floor(rest / this.#segments)]!;
    return { endpoint, segment: rest % this.#segments, ...version };
  }
}
