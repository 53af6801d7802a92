import assert from "node:assert/strict";
import { parseAgentToken, parseReport, serverReportSchema } from "../../../../infra/k3s/scripts/reports.ts";

describe("what scripts print", () => {
  it("is read from the last line", () => {
    const report = parseReport(serverReportSchema, 'noise\n{"changed":false,"createMs":1,"readyMs":2}\n');
    assert.deepEqual(report, { changed: false, createMs: 1, readyMs: 2 });
  });

  it("is refused where it is no such report", () => {
    for (const text of ["", "ok", '{"changed":1}'])
      assert.throws(() => parseReport(serverReportSchema, text), { code: "K3S_ANSWER" });
  });

  it("is a token only with the CA's hash, and a token is in no error", () => {
    const secure = `K10${"0f".repeat(32)}::node:secret`;
    assert.equal(parseAgentToken(`${secure}\n`), secure);
    for (const text of ["secret", "K10abc::secret"])
      assert.throws(
        () => parseAgentToken(text),
        (error: Error & { code: string }) => error.code === "K3S_ANSWER" && !/secret/.test(error.message),
      );
  });
});
