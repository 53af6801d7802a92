import assert from "node:assert/strict";
import { askEntry } from "../../../infra/load/entry.ts";
import { startServer, type TestServer } from "../../helpers/misbehaving-server.ts";

describe("askEntry", () => {
  let server: TestServer | undefined;
  let statuses: number[];
  let paths: string[];
  let pausesMs: number[];
  const sleep = (ms: number): Promise<void> => Promise.resolve(void pausesMs.push(ms));
  beforeEach(async () => {
    [paths, pausesMs] = [[], []];
    server = await startServer((request, response) => {
      paths.push(request.url!);
      response.writeHead(statuses.length > 1 ? statuses.shift()! : statuses[0]!).end();
    });
  });
  afterEach(() => server?.close());

  it("an entry that answers with a success or a redirect is asked once, for the page that the target names", async () => {
    for (const status of [200, 302]) {
      statuses = [status];
      await askEntry(`${server!.url}/shop?a=b`, ["server"], sleep);
    }
    assert.deepEqual([paths, pausesMs], [["/shop?a=b", "/shop?a=b"], []]);
  });

  it("an entry that is starting is asked again", async () => {
    statuses = [503, 200];
    await askEntry(server!.url, ["server"], sleep);
    assert.deepEqual([paths, pausesMs], [["/", "/"], [2_000]]);
  });

  it("a firewall is named as a cause only where the stack has machines", async () => {
    statuses = [404];
    await assert.rejects(askEntry(server!.url, ["server"], sleep), { message: /a firewall before the node/ });
    await assert.rejects(askEntry(server!.url, [], sleep), {
      message: /no request of the load was sent: .* HTTP 404\.$/,
    });
  });

  it("an entry with an HTTP error is not ready, and its status is named", async () => {
    statuses = [404];
    await assert.rejects(askEntry(server!.url, ["server"], sleep), {
      code: "WORKLOAD_NOT_READY",
      message: /with HTTP 404/,
    });
    assert.equal(paths.length, 1);
    statuses = [502];
    await assert.rejects(askEntry(server!.url, ["server"], sleep), {
      code: "WORKLOAD_NOT_READY",
      message: /with HTTP 502/,
    });
    assert.deepEqual([paths.length, pausesMs.length], [6, 4]);
  });

  it("a closed port is named with the settings that open it", async () => {
    const { url } = server!;
    await server!.close();
    server = undefined;
    await assert.rejects(askEntry(url, ["server"], sleep), {
      code: "WORKLOAD_NOT_READY",
      message: /ECONNREFUSED.*no request|no request of the load was sent.*ECONNREFUSED.*`access\.adminCidrs`/s,
    });
  });
});
