import assert from "node:assert/strict";
import { Command } from "commander";
import { loadsOf, withLoadOptions } from "@stackmark/loadgen/cli";
import { levelOf, sideOf, whyNoMore } from "../../../cli/ab/side.ts";
import type { MeasuredCell } from "../../../results/schema/outputs.ts";
import { aCell, aResult } from "../../helpers/builders.ts";

const loadOf = (...args: string[]) => {
  const command = withLoadOptions(new Command("ab")).parse(args, { from: "user" });
  return loadsOf(command, [{ url: "http://a/", argument: "<url>" }])[0]!;
};
const ended = (status: "complete" | "partial" | "invalid", ...codes: string[]) =>
  whyNoMore(
    aCell({ result: aResult({ status, reasons: codes.map((code) => ({ code, message: code })) }) }) as MeasuredCell,
  );

describe("a side of ab", () => {
  it("its level says how much load it gets", () => {
    assert.equal(levelOf(loadOf("--users", "1").spec), "1-user");
    assert.equal(levelOf(loadOf().spec), "10-users");
    assert.equal(levelOf(loadOf("--rate", "2.5").spec), "2.5-per-s");
    assert.equal(levelOf(loadOf("--stages", "5s:30,5s:0").spec), "30-users");
  });

  it("its run has an id that is a valid name of a folder, whatever the side is called", () => {
    for (const name of ["a:1", "http://a/?x=1", "…", "../..", "a (A)"])
      assert.match(
        sideOf(loadOf(), name, { repeats: 1, notes: [], labels: {} }).runId,
        /^[A-Za-z0-9][\w.-]*-\d{8}T\d{6}Z-[\da-f]{6}$/,
      );
  });

  it("turns end after one that every further turn would be like, and go on after a passing trouble", () => {
    assert.equal(ended("complete"), undefined);
    assert.equal(ended("invalid", "generator-limited", "audit-failed"), undefined);
    assert.equal(ended("invalid", "generator-limited", "targets-down"), "targets-down");
    assert.equal(ended("invalid", "target-down"), "target-down");
    assert.equal(ended("partial", "error-rate"), "error-rate");
    assert.equal(ended("invalid", "scenario-failed"), "scenario-failed");
  });
});
