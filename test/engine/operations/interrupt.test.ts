import assert from "node:assert/strict";
import { Interrupt } from "../../../engine/operations/interrupt.ts";

describe("an interruption", () => {
  function watched() {
    const calls: string[] = [];
    const call = (name: string) => () => void calls.push(name);
    const callAsync = (name: string) => () => Promise.resolve(void calls.push(name));
    const target = {
      stepExecutor: { running: new Map<string, never>(), stop: call("stop"), terminate: call("terminate") },
      providers: { cancel: callAsync("cancel"), close: callAsync("close") },
    };
    const [signal, terminate] = [new AbortController(), new AbortController()];
    const interrupt = new Interrupt({ signal: signal.signal, terminate: terminate.signal });
    return { calls, target, signal, terminate, interrupt };
  }

  it("the first interrupt stops new steps and cancels providers; the second one kills them", () => {
    const { calls, target, signal, terminate, interrupt } = watched();
    interrupt.watch(target);
    signal.abort();
    assert.deepEqual([calls, interrupt.cancelled], [["stop", "cancel"], true]);
    terminate.abort();
    assert.deepEqual(calls.slice(2), ["terminate", "close"]);
  });

  it("an interrupt applies to a deployment that starts later", () => {
    const { calls, target, signal, interrupt } = watched();
    signal.abort();
    interrupt.watch(target);
    assert.deepEqual(calls, ["stop", "cancel"]);
  });

  it("an interrupt after the end of an operation does nothing", () => {
    const { calls, target, signal, terminate, interrupt } = watched();
    interrupt.watch(target);
    interrupt[Symbol.dispose]();
    signal.abort();
    terminate.abort();
    assert.deepEqual(calls, []);
  });
});
