import assert from "node:assert/strict";
import { Command } from "commander";
import { loadCommand, loadsOf, withLoadOptions } from "../../../loadgen/cli/index.ts";

const targets = (...urls: string[]) => urls.map((url, i) => ({ url, argument: `<url-${i + 1}>` }));
const command = (...args: string[]) => withLoadOptions(new Command("several")).parse(args, { from: "user" });

describe("one load on several targets", () => {
  it("all targets get the same load", () => {
    const [a, b] = loadsOf(command("--users", "3", "--threshold", "p95<200"), targets("a:80/x", "http://b/")).map(
      ({ spec }) => spec,
    );
    assert.deepEqual([a!.target, b!.target], ["http://a:80/x", "http://b/"]);
    assert.deepEqual({ ...a, target: "" }, { ...b, target: "" });
  });

  it("problems of all targets and options are reported at once, without user information", () => {
    const read = () =>
      loadsOf(command("--users", "many"), targets("nonsense", "ftp://u:secret@b/"), ["--repeats: bad"]);
    assert.throws(read, (error: Error & { code?: string }) => {
      assert.equal(error.code, "LOAD_SPEC_INVALID");
      for (const part of ["<url-1>", "<url-2>", "--users", "--repeats: bad"])
        assert.match(error.message, new RegExp(part));
      assert.deepEqual(error.message.match(/<url-\d>/g), ["<url-1>", "<url-2>"], "in their order, and once each");
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  });

  it("the options of a load are those of stackmark load, without those that end, show and keep its run", () => {
    const own = loadCommand().options.map(({ long }) => long);
    const shared = command().options.map(({ long }) => long);
    const left = own.filter((option) => !shared.includes(option));
    assert.deepEqual(
      left,
      "plan deadline stop-file json quiet out junit label metrics-port export csv csv-full-history locust-rounding"
        .split(" ")
        .map((name) => `--${name}`),
    );
    assert.deepEqual(
      shared.filter((option) => !own.includes(option)),
      [],
    );
  });
});
