import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { programOf } from "../../../../infra/applications/single/program.ts";
import { eventually } from "../../../helpers/eventually.ts";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("the programs of workloads of one service", () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill("SIGKILL"));

  async function start(name: "iot" | "rest-api" | "echo"): Promise<string> {
    const port = await freePort();
    const args = ["--input-type=module", "--eval", programOf(name)];
    child = spawn(process.execPath, args, { env: { PORT: String(port) }, stdio: "inherit" });
    const url = `http://127.0.0.1:${port}`;
    const answers = () =>
      fetch(`${url}/healthz`).then(
        ({ status }) => status === 200,
        () => false,
      );
    await eventually(answers, `${name} answers`);
    return url;
  }

  const post = (url: string, body: unknown, headers = {}) =>
    fetch(url, { method: "POST", body: JSON.stringify(body), headers });

  it("iot takes measurements of devices that have registered, and refuses those of others", async () => {
    const url = await start("iot");
    const measured = { deviceId: "d", temperature: [20, 21.5] };
    assert.equal((await post(`${url}/metrics`, measured)).status, 401);
    const { token } = (await (await post(`${url}/login`, { deviceId: "d" })).json()) as { token: string };
    const accepted = await post(`${url}/metrics`, measured, { authorization: `Bearer ${token}` });
    assert.deepEqual([accepted.status, await accepted.json()], [202, { accepted: 2 }]);
    assert.deepEqual(await (await fetch(url)).json(), { devices: 1, stored: 2 });
  });

  it("rest-api answers every request for the list with the same 20 items, the cheapest first", async () => {
    const url = await start("rest-api");
    const texts = await Promise.all([1, 2].map(async () => (await fetch(`${url}/api/items`)).text()));
    const items = JSON.parse(texts[0]!) as { price: number }[];
    assert.equal(texts[0], texts[1]);
    assert.deepEqual([items.length, items.toSorted((a, b) => a.price - b.price)], [20, items]);
    assert.equal((await fetch(`${url}/other`)).status, 404);
  });

  it("echo answers with what it was sent", async () => {
    const url = await start("echo");
    assert.equal(await (await post(url, { a: 1 })).text(), '{"a":1}');
    assert.equal(await (await fetch(`${url}/path`)).text(), "GET /path\n");
  });

  it("a program ends on SIGTERM", async () => {
    await start("echo");
    child!.kill("SIGTERM");
    const [code] = (await once(child!, "exit")) as [number | null];
    assert.equal(code, 0);
  });
});
