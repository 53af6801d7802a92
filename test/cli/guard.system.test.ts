import assert from "node:assert/strict";
import { once } from "node:events";
import { startGuard } from "../../cli/guard.ts";
import { withHome } from "../infra/helpers/home.ts";

const HOUR_MS = 3_600_000;

describe("the guard of a command", () => {
  const home = withHome();
  const guardOf = (said: string[], deadlineMs = HOUR_MS) =>
    startGuard(
      { home: home.path, stderr: { write: (text: string) => said.push(text) }, takeOverSignals: () => undefined },
      deadlineMs,
    );

  it("ends the command at a cap as at its deadline, and says which cap it was", async () => {
    const said: string[] = [];
    using guard = guardOf(said);
    using _cap = guard.cap(1, "single has been up for 4 h");
    await once(guard.signal, "abort");
    assert.equal(guard.code(), 3);
    assert.match(said.join(""), /single has been up for 4 h; keeping results and ending what was started/);
  });

  it("a cap that was taken back, or comes after the deadline, does nothing", async () => {
    const said: string[] = [];
    using guard = guardOf(said, 20);
    guard.cap(1, "taken back")[Symbol.dispose]();
    using _later = guard.cap(25, "later");
    await once(guard.signal, "abort");
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.doesNotMatch(said.join(""), /taken back|later/);
  });
});
