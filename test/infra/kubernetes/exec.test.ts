import assert from "node:assert/strict";
import { buffer, text } from "node:stream/consumers";
import { KubeApi } from "../../../infra/kubernetes/api.ts";
import { execIn } from "../../../infra/kubernetes/exec.ts";
import { startExecServer, type ExecServer, type Serve, type Session } from "./exec-server.ts";

const POD = { namespace: "load", pod: "load-3", container: "worker" };
const SUCCESS = JSON.stringify({ status: "Success" });
const failure = (message: string) => JSON.stringify({ status: "Failure", message });

describe("a command in a container", () => {
  let server: ExecServer | undefined;
  let api: KubeApi | undefined;
  afterEach(async () => {
    await api?.close();
    await server?.close();
  });

  async function exec(serve: Serve, token?: string, signal?: AbortSignal) {
    server = await startExecServer(serve);
    api = new KubeApi({ server: server.url, token });
    return execIn(api, POD, ["node", "worker.mjs", "attach", "/tmp"], signal);
  }

  it("the request names the container and the command, and has the token and the protocol's version", async () => {
    let seen: Pick<Session, "url" | "headers"> | undefined;
    const stream = await exec((session) => {
      seen = session;
      session.send(3, SUCCESS);
      session.end();
    }, "t0ken");
    await text(stream);
    assert.equal(seen!.url.pathname, "/api/v1/namespaces/load/pods/load-3/exec");
    assert.deepEqual(seen!.url.searchParams.getAll("command"), ["node", "worker.mjs", "attach", "/tmp"]);
    assert.equal(seen!.url.searchParams.get("container"), "worker");
    assert.equal(seen!.headers.authorization, "Bearer t0ken");
    assert.equal(seen!.headers["sec-websocket-protocol"], "v5.channel.k8s.io");
  });

  it("the request has the token that an exec plugin prints", async () => {
    let token: string | undefined;
    server = await startExecServer((call) => {
      token = call.headers.authorization;
      call.send(3, SUCCESS);
      call.end();
    });
    api = new KubeApi({ server: server.url }, () => Promise.resolve({ token: "of-a-plugin" }));
    await text(await execIn(api, POD, ["true"]));
    assert.equal(token, "Bearer of-a-plugin");
  });

  it("an attempt that was aborted before ends without the command", async () => {
    const opening = exec((session) => session.messages, undefined, AbortSignal.abort());
    await assert.rejects(opening, { code: "KUBERNETES_API", message: /the attempt was aborted/ });
  });

  it("what the command prints is read in order, and the stream ends when the command has succeeded", async () => {
    const stream = await exec((session) => {
      session.send(1, "");
      for (const piece of ["one ", "two ", "three"]) session.send(1, piece);
      session.send(2, "a warning");
      session.send(3, SUCCESS);
      session.end();
    });
    assert.equal(await text(stream), "one two three");
  });

  it("what is written reaches the command's standard input in pieces of 32 KiB, and its end too", async () => {
    const received: Buffer[] = [];
    const sent = Buffer.alloc(70_000, "abc");
    const stream = await exec(async (session) => {
      for await (const message of session.messages) {
        if (message[0] === 255) {
          received.push(message);
          session.send(3, SUCCESS);
          session.end();
        } else received.push(message);
      }
    });
    stream.end(sent);
    await buffer(stream);
    assert.deepEqual(received.at(-1), Buffer.of(255, 0));
    const pieces = received.slice(0, -1);
    assert.deepEqual([...new Set(pieces.map((piece) => piece[0]))], [0]);
    assert.deepEqual(
      pieces.map((piece) => piece.length - 1),
      [32_768, 32_768, 4464],
    );
    assert.deepEqual(Buffer.concat(pieces.map((piece) => piece.subarray(1))), sent);
  });

  it("a command that fails destroys the stream with what it printed to standard error", async () => {
    const stream = await exec((session) => {
      session.send(2, "no socket\n");
      session.send(3, failure("command terminated with exit code 2"));
      session.end();
    });
    await assert.rejects(text(stream), { message: "command terminated with exit code 2: no socket" });
  });

  for (const how of ["cut", "end"] as const)
    it(`a connection that is ${how === "cut" ? "cut" : "closed without a status"} destroys the stream with an error`, async () => {
      const stream = await exec((session) => {
        session.send(1, "half of a mess");
        setImmediate(() => session[how]());
      });
      await assert.rejects(text(stream), { message: "the connection to the pod was lost" });
    });

  it("a server that refuses the command is an error that names the pod, and leaves nothing behind", async () => {
    await assert.rejects(
      exec(() => 403),
      { code: "KUBERNETES_API", message: /pods\/load-3\/exec: no stream was opened: / },
    );
  });

  it("an attempt that is aborted ends at once", async () => {
    const attempt = new AbortController();
    const opening = exec(() => attempt.abort(), undefined, attempt.signal);
    await assert.rejects(opening, { code: "KUBERNETES_API", message: /the attempt was aborted/ });
  });
});
