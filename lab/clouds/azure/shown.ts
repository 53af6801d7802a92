/** What responses of all Azure services contain. */
import type { JsonObject } from "../json.ts";
import type { Resource } from "../store.ts";
import { resourceOf } from "./id.ts";

export function shown({ id, body, facts, state, revision }: Resource): JsonObject {
  const { type, name } = resourceOf(id);
  return {
    id,
    name: name.split("/").at(-1)!,
    type: type ?? "",
    etag: `W/"${etagOf(id, revision)}"`,
    location: facts.location,
    tags: body.tags,
    provisioningState: state,
  };
}

/** Changes with each revision. */
function etagOf(id: string, revision: number): string {
  const hex = (seed: number): string =>
    [...id]
      .reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, seed)
      .toString(16)
      .padStart(8, "0");
  const [a, b, c, d] = [1, 2, 3, 4].map((each) => hex(each * 7919 + revision));
  return `${a}-${b!.slice(0, 4)}-4${b!.slice(5)}-8${c!.slice(0, 3)}-${c!.slice(4)}${d}`;
}
