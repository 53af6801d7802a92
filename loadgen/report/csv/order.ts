export interface NamedEndpoint {
  endpoint: string;
  method: string;
  name: string;
}

/** Endpoints as Locust lists them: by name, then by method. */
export function byNameThenMethod(endpoints: readonly string[]): NamedEndpoint[] {
  return endpoints.map(split).sort((a, b) => compare(a.name, b.name) || compare(a.method, b.method));
}

export function split(endpoint: string): NamedEndpoint {
  const space = endpoint.indexOf(" ");
  return { endpoint, method: endpoint.slice(0, space), name: endpoint.slice(space + 1) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
