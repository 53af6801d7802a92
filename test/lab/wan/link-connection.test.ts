import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Direction } from "../../../lab/wan/direction.ts";
import { carry } from "../../../lab/wan/link-connection.ts";
import { eventually } from "../../helpers/eventually.ts";
import { VirtualScheduler } from "../../helpers/virtual-scheduler.ts";

const DELAY_MS = 30;

/** A target, a link entry before it on a virtual clock, and a caller's connection to the entry. */
async function carried(options: { refuse?: boolean; bandwidthMbitPerS?: number } = {}) {
  const scheduler = new VirtualScheduler();
  const direction = () =>
    new Direction({
      delayMs: DELAY_MS,
      jitterMs: 0,
      bandwidthMbitPerS: options.bandwidthMbitPerS ?? 1e9,
      random: () => 0.5,
    });
  const counted = { there: 0, back: 0 };
  const accepted: Socket[] = [];
  const target = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    accepted.push(socket);
  });
  const port = await listen(target);
  if (options.refuse) await new Promise((resolve) => target.close(resolve));
  let closed = false;
  const entry = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    const wire = {
      scheduler,
      there: direction(),
      back: direction(),
      onBytes: (way: "there" | "back", bytes: number) => void (counted[way] += bytes),
    };
    carry(socket, { host: "127.0.0.1", port }, wire, () => void (closed = true));
  });
  const client = connect({ port: await listen(entry), host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => undefined);
  await once(client, "connect");
  await eventually(() => scheduler.nextDueMs < Infinity, "the entry has accepted");

  /** Moves the clock to the next due time, once something is due. */
  const step = async (what: string) => {
    await eventually(() => scheduler.nextDueMs < Infinity, what);
    const due = scheduler.nextDueMs;
    scheduler.advanceTo(due);
    // Rounded, since sending takes next to no time at this bandwidth, but not none.
    return Math.round(due * 1000) / 1000;
  };
  const close = () => {
    for (const socket of [client, ...accepted]) socket.destroy();
    target.close();
    entry.close();
  };
  return { scheduler, client, accepted, counted, step, close, isClosed: () => closed };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function received(socket: Socket): () => string {
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return () => text;
}

const closedWithError = (socket: Socket): Promise<boolean> =>
  new Promise((resolve) => socket.once("close", (failed: boolean) => resolve(failed)));

/** Opens the connection: two delays pass. */
async function open(link: Awaited<ReturnType<typeof carried>>): Promise<Socket> {
  assert.equal(await link.step("the target is dialled"), DELAY_MS);
  await eventually(() => link.accepted.length === 1, "the target accepts");
  assert.equal(await link.step("the answer is back"), 2 * DELAY_MS);
  return link.accepted[0]!;
}

describe("carry", () => {
  let link: Awaited<ReturnType<typeof carried>>;
  afterEach(() => link.close());

  it("the target is dialled one delay after the accept, and the caller's bytes are read after a round trip", async () => {
    link = await carried();
    link.client.write("early");
    link.scheduler.advanceTo(DELAY_MS - 0.001);
    assert.equal(link.accepted.length, 0);
    const server = await open(link);
    const text = received(server);
    assert.equal(await link.step("the bytes were read"), 3 * DELAY_MS);
    await eventually(() => text() === "early", "the bytes arrive");
  });

  it("bytes are delayed and counted in both directions", async () => {
    link = await carried();
    const server = await open(link);
    const atServer = received(server);
    const atClient = received(link.client);
    link.client.write("question");
    assert.equal(await link.step("the question is under way"), 3 * DELAY_MS);
    await eventually(() => atServer() === "question", "the question arrives");
    server.write("answers");
    assert.equal(await link.step("the answer is under way"), 4 * DELAY_MS);
    await eventually(() => atClient() === "answers", "the answer arrives");
    assert.deepEqual(link.counted, { there: 8, back: 7 });
  });

  it("a half-close and the answer to it arrive after the delay", async () => {
    link = await carried();
    const server = await open(link);
    const text = received(link.client);
    let ended = false;
    server.on("end", () => (ended = true)).resume();
    link.client.end();
    assert.equal(await link.step("the end is under way"), 3 * DELAY_MS);
    await eventually(() => ended, "the end arrives");
    server.end("goodbye");
    await link.step("the answer is under way");
    if (link.scheduler.nextDueMs < Infinity) await link.step("its end too");
    await eventually(() => text() === "goodbye", "the answer arrives");
    await eventually(() => (link.scheduler.advanceTo(1e6), link.isClosed()), "both sockets are closed");
  });

  it("a reset arrives after the delay, and after all bytes that were sent before it", async () => {
    link = await carried();
    const server = await open(link);
    server.resume();
    const failed = closedWithError(server);
    link.client.resetAndDestroy();
    assert.equal(await link.step("the reset is under way"), 3 * DELAY_MS);
    assert.equal(await failed, true);
    await eventually(() => (link.scheduler.advanceTo(1e6), link.isClosed()), "both sockets are closed");
  });

  it("the caller gets a reset one round trip after the accept if the target refuses the connection", async () => {
    link = await carried({ refuse: true });
    const failed = closedWithError(link.client);
    link.client.resume();
    assert.equal(await link.step("the target is dialled"), DELAY_MS);
    assert.equal(await link.step("the refusal is under way"), 2 * DELAY_MS);
    assert.equal(await failed, true);
    await eventually(() => link.isClosed(), "both sockets are closed");
  });

  it("a connection stops reading when twice the link's capacity is in flight", async () => {
    link = await carried({ bandwidthMbitPerS: 8 });
    await open(link);
    const chunk = Buffer.alloc(64 * 1024);
    for (let i = 0; i < 200; i++) link.client.write(chunk);
    await eventually(() => link.counted.there >= 256 * 1024, "the buffer is full");
    // Everything that the kernel could still push has had its chance after some turns of the loop.
    for (let i = 0; i < 50; i++) await new Promise(setImmediate);
    assert.ok(link.counted.there < 512 * 1024, `${link.counted.there} bytes are under way`);
  });

  it("a connection that stopped reading still delivers all bytes in order", async () => {
    link = await carried({ bandwidthMbitPerS: 8 });
    const server = await open(link);
    const sent = Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join("");
    const text = received(server);
    link.client.end(sent);
    await eventually(() => {
      if (link.scheduler.nextDueMs < Infinity) link.scheduler.advanceTo(link.scheduler.nextDueMs);
      return text().length === sent.length;
    }, "all has arrived");
    assert.equal(text(), sent);
  });
});
