import { failure, json } from "../runtime/replies.ts";
import type { Service } from "./service.ts";

/** Oldest carts go first beyond this, so that a long soak cannot fill the node's memory. */
const MAX_KEYS = 200_000;

/** A key-value store in memory, as Redis is in the original: values are opaque text. */
export const cartStore: Service = () => {
  const values = new Map<string, string>();
  return {
    "GET /values/:key": ({ param }) => {
      const body = values.get(param);
      return body === undefined ? json(null) : { status: 200, type: "application/json", body };
    },
    "PUT /values/:key": ({ param, body }) => {
      if (body === "") return failure(400, "no-value", "the body is the value");
      // Deleting first moves the key to the young end.
      values.delete(param);
      values.set(param, body);
      if (values.size > MAX_KEYS) for (const oldest of values.keys().take(1)) values.delete(oldest);
      return json({});
    },
    "DELETE /values/:key": ({ param }) => json({ deleted: values.delete(param) }),
  };
};
