import assert from "node:assert/strict";
import { VirtualUser } from "../../../loadgen/executor/virtual-user.ts";
import { ScenarioData } from "../../../loadgen/scenario/data.ts";
import type { Sample } from "../../../loadgen/measure/sample.ts";
import type { WireRequest } from "../../../loadgen/transport/transport.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { VirtualTransport, type VirtualAnswer } from "../helpers/virtual-transport.ts";

function userOf(answer: (request: WireRequest) => VirtualAnswer, url = "http://shop.test/") {
  const clock = new VirtualClock();
  const transport = new VirtualTransport(clock, answer);
  const samples: Sample[] = [];
  const names: string[] = [];
  const sink = {
    endpoint: (method: string, name: string) => names.push(`${method} ${name}`) - 1,
    begin: () => undefined,
    end: (sample: Sample) => void samples.push(sample),
    cycle: () => undefined,
    planned: () => undefined,
    released: () => undefined,
    dropped: () => undefined,
    neverSent: () => undefined,
  };
  const target = new URL(url);
  const tallyHeaders = ["x-trips"];
  const data = new ScenarioData(new Map(), { index: 0, count: 1 });
  const limits = { requestTimeoutUs: 60e6, backsOff: true };
  const context = { clock, sink, transport, target, seed: 1, ...limits, tallyHeaders, data };
  const user = new VirtualUser(context, 0, 0);
  return { user, clock, transport, samples, names };
}

const cookieOf = ({ headerLines }: WireRequest) => /^cookie: (.*)\r$/m.exec(headerLines)?.[1];

const redirect = (location: string, status = 302, more = "") =>
  `HTTP/1.1 ${status} Found\r\nlocation: ${location}${more}\r\ncontent-length: 0`;

describe("virtual user", () => {
  it("a user follows a redirect inside one sample, with time, bytes and tallies of all hops", async () => {
    const { user, clock, samples, transport, names } = userOf(({ path }) =>
      path === "/cart" && transport.requests.length === 1
        ? { latencyUs: 3000, head: redirect("/cart", 302, "\r\nx-trips: 4"), bodyBytes: 1 }
        : { latencyUs: 5000, head: "HTTP/1.1 200 OK\r\nx-trips: 2", bodyBytes: 10 },
    );
    const reply = user.post("/cart", { quantity: 2 });
    await clock.advanceTo(10_000);
    assert.equal((await reply).status, 200);
    assert.deepEqual(
      transport.requests.map(({ line }) => line),
      ["POST /cart", "GET /cart"],
    );
    assert.deepEqual(names, ["POST /cart"]);
    const [sample] = samples;
    assert.deepEqual(
      { ...sample, failure: sample!.failure, endpoint: 0 },
      {
        endpoint: 0,
        arrival: undefined,
        startUs: 0,
        endUs: 8000,
        firstByteUs: 3000,
        connectUs: undefined,
        tlsUs: undefined,
        failure: undefined,
        isChecked: false,
        bytes: 11,
        tallies: [6],
        version: undefined,
      },
    );
  });

  it("a user sends forms urlencoded, and GET without a body after a redirect", async () => {
    const { user, clock, transport } = userOf(({ method }) =>
      method === "POST" ? { latencyUs: 1, head: redirect("/") } : { latencyUs: 1 },
    );
    void user.post("/setCurrency", { currency_code: "EUR", note: "a b&c" });
    await clock.advanceTo(10);
    const [post, get] = transport.requests.map(({ request }) => request);
    assert.equal(post!.body, "currency_code=EUR&note=a+b%26c");
    assert.equal(
      post!.headerLines,
      "host: shop.test\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 30\r\n",
    );
    assert.deepEqual([get!.body, get!.headerLines], [undefined, "host: shop.test\r\n"]);
  });

  it("a user repeats method and body after 307 and 308", async () => {
    const { user, clock, transport } = userOf(({ path }) =>
      path === "/a" ? { latencyUs: 1, head: redirect("/b", 307) } : { latencyUs: 1 },
    );
    void user.request("PUT", "/a", { body: "x" });
    await clock.advanceTo(10);
    assert.deepEqual(
      transport.requests.map(({ line, request }) => `${line} ${request.body}`),
      ["PUT /a x", "PUT /b x"],
    );
  });

  it("a user keeps cookies, replaces them by name and drops expired ones", async () => {
    const set = ["a=1; Path=/", "b=2; HttpOnly", "a=3", "b=; Max-Age=0"];
    const { user, clock, transport } = userOf(() => ({
      latencyUs: 1,
      head: `HTTP/1.1 200 OK\r\nset-cookie: ${set.shift() ?? "z=9"}`,
    }));
    const visits = (async () => {
      for (let visit = 0; visit < 5; visit += 1) await user.get("/");
    })();
    await clock.advanceTo(100);
    await visits;
    assert.deepEqual(
      transport.requests.map(({ request }) => cookieOf(request)),
      [undefined, "a=1", "a=1; b=2", "a=3; b=2", "a=3"],
    );
  });

  it("a user sends no cookies to another host after a redirect", async () => {
    const { user, clock, transport } = userOf(({ path }) =>
      path === "/out"
        ? { latencyUs: 1, head: redirect("http://elsewhere.test/in") }
        : { latencyUs: 1, head: "HTTP/1.1 200 OK\r\nset-cookie: s=1" },
    );
    const visits = user.get("/").then(() => user.get("/out"));
    await clock.advanceTo(100);
    await visits;
    assert.deepEqual(
      transport.requests.map(({ request }) => cookieOf(request)),
      [undefined, "s=1", undefined],
    );
  });

  it("a user sends the target's user information as Basic authorization, and to no other origin", async () => {
    const { user, clock, transport } = userOf(
      ({ path }) => (path === "/out" ? { latencyUs: 1, head: redirect("http://elsewhere.test/in") } : { latencyUs: 1 }),
      "http://user:geheim@shop.test/",
    );
    const visits = user.get("/").then(() => user.get("/out"));
    await clock.advanceTo(100);
    await visits;
    const basic = `authorization: Basic ${Buffer.from("user:geheim").toString("base64")}\r\n`;
    assert.deepEqual(
      transport.requests.map(({ request }) => request.headerLines),
      [`host: shop.test\r\n${basic}`, `host: shop.test\r\n${basic}`, "host: elsewhere.test\r\n"],
    );
  });

  it("a request that can't be sent throws before anything is counted, and names itself", async () => {
    const { user, samples, transport } = userOf(() => ({ latencyUs: 1 }));
    await assert.rejects(user.get("no-slash"), /^RequestInvalid: GET no-slash: .*begin it with "\/"/);
    await assert.rejects(user.request("POST", "/a", { headers: { "x-a": "b\nc" } }), /POST \/a: .*x-a.*line break/);
    assert.deepEqual([samples, transport.requests], [[], []]);
  });

  for (const [title, answer, errorClass] of [
    ["a redirect loop", { head: redirect("/") }, "redirect-loop"],
    ["a redirect to nowhere", { head: "HTTP/1.1 302 Found" }, "redirect-loop"],
    ["a redirect to another scheme", { head: redirect("ftp://shop.test/") }, "redirect-loop"],
    ["status 404", { head: "HTTP/1.1 404 Not Found" }, "http-4xx"],
    ["status 503", { head: "HTTP/1.1 503 Unavailable" }, "http-5xx"],
  ] as const) {
    it(`a user counts ${title} as ${errorClass}`, async () => {
      const { user, clock, samples } = userOf(() => ({ latencyUs: 1, ...answer }));
      const reply = user.get("/");
      await clock.advanceTo(1000);
      assert.equal((await reply).ok, false);
      assert.equal(samples[0]!.failure?.class, errorClass);
    });
  }

  it("a request whose check fails has the check's message", async () => {
    const { user, clock, samples } = userOf(() => ({ latencyUs: 1 }));
    const reply = user.get("/", { check: ({ status }) => (status === 201 ? null : "not created") });
    await clock.advanceTo(10);
    assert.equal((await reply).ok, false);
    assert.deepEqual(samples[0]!.failure, { class: "check", message: "not created" });
  });
});
