import assert from "node:assert/strict";
import { timesText } from "../../../lab/phases/times-text.ts";

describe("the times of a phase", () => {
  const times = { firstLoadMs: 172_000, upMs: 293_000, destroyMs: 39_000 };

  it("are those of its first load, its end and its destroy", () => {
    assert.equal(
      timesText({ phase: "single", times }),
      "single: first load after 2 min 52 s, complete after 4 min 53 s, destroyed in 39 s",
    );
    assert.doesNotMatch(timesText({ phase: "single", times: { ...times, destroyMs: null } })!, /destroyed/);
  });

  it("are not shown of a phase that did not come up", () => {
    assert.equal(timesText({ phase: "edge", times: { firstLoadMs: null, upMs: null, destroyMs: 9000 } }), undefined);
  });
});
