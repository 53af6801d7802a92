import type { CallPath } from "./call-path.ts";
import type { ServiceRequest } from "./request.ts";

export interface Reply {
  status: number;
  /** Content type of `body`. */
  type: string;
  body: string;
  /** Alternating names and values, because `set-cookie` may occur more than once. */
  headers?: string[];
}

export type Handler = (request: ServiceRequest, path: CallPath) => Reply | Promise<Reply>;

/** Handlers by `METHOD /path`; the last segment of a path may be a parameter, `GET /products/:id`. */
export type Handlers = Record<string, Handler>;

export interface Match {
  /** The key of `Handlers`, a label of the metrics. */
  route: string;
  handler: Handler;
  /** Decoded value of the last segment if it is a parameter, else empty. */
  param: string;
}

/** Finds the handler of a request. Literal paths take precedence over parameters. */
export class Router {
  readonly #literal = new Map<string, Omit<Match, "param">>();
  readonly #withParam = new Map<string, Omit<Match, "param">>();

  constructor(handlers: Handlers) {
    for (const [route, handler] of Object.entries(handlers)) {
      const colon = route.indexOf(":");
      if (colon < 0) this.#literal.set(route, { route, handler });
      else this.#withParam.set(route.slice(0, colon), { route, handler });
    }
  }

  /** `undefined` if nothing matches, or if the parameter is empty or cannot be decoded. */
  match(method: string, pathname: string): Match | undefined {
    const key = `${method} ${pathname}`;
    const literal = this.#literal.get(key);
    if (literal !== undefined) return { ...literal, param: "" };
    const slash = key.lastIndexOf("/") + 1;
    const found = this.#withParam.get(key.slice(0, slash));
    const param = found && decoded(key.slice(slash));
    return param ? { ...found, param } : undefined;
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
