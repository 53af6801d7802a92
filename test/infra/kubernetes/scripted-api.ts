import { text } from "node:stream/consumers";
import { KubeApi } from "../../../infra/kubernetes/api.ts";
import { startServer, type TestServer } from "../../helpers/misbehaving-server.ts";

export interface Asked {
  method: string;
  /** Path and query. */
  url: string;
  /** Of its content; empty without one. */
  type: string;
  body: string;
}

export interface ScriptedApi {
  /** Connected while tests run. */
  readonly api: KubeApi;
  /** What the running test has asked, oldest first. */
  readonly requests: Asked[];
}

/** An API server for the tests of a suite, which answers as they say and keeps what it was asked. */
export function scriptedApi(answer: (asked: Asked) => { status?: number; body: unknown }): ScriptedApi {
  const requests: Asked[] = [];
  let server: TestServer;
  let api: KubeApi;
  before(async () => {
    server = await startServer((request, response) => {
      void text(request).then((body) => {
        const asked = { method: request.method!, url: request.url!, type: request.headers["content-type"] ?? "", body };
        requests.push(asked);
        const { status = 200, body: answered } = answer(asked);
        response.writeHead(status).end(JSON.stringify(answered));
      });
    });
    api = new KubeApi({ server: server.url });
  });
  after(async () => {
    await api.close();
    await server.close();
  });
  beforeEach(() => void requests.splice(0));
  return {
    requests,
    get api() {
      return api;
    },
  };
}
