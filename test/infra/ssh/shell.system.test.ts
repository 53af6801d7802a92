import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { compose } from "../../../infra/k3s/scripts/compose.ts";
import { asRoot, quote, removeFolder, scriptLine, STDIN_SCRIPT_AS_ROOT } from "../../../infra/ssh/shell.ts";

const shell = (command: string): string => execFileSync("sh", ["-c", command], { encoding: "utf8" });
const awkward = fc.array(
  fc.constantFrom("'", '"', "\\", "$(id)", "`id`", "\n", "$HOME", "!", "*", "~", ";", "&", "é", " ", "\t", "-n", "%s"),
);
const hostile = fc
  .oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    awkward.map((parts) => parts.join("")),
  )
  .map((text) =>
    // Neither an argument nor a file name can contain these.
    text.replaceAll("\0", "").toWellFormed(),
  );

describe("quote and asRoot", () => {
  it("a real shell returns any quoted value unchanged", () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 20 }), (values) => {
        const printed = shell(`printf '%s\\001' ${values.map(quote).join(" ")}`);
        assert.equal(printed, values.map((value) => `${value}\u0001`).join(""));
      }),
      { numRuns: 40 },
    );
  });

  it("a script returns the value of any variable unchanged", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        assert.equal(shell(`${compose({ value }, [])}printf %s "$value"`), value);
      }),
      { numRuns: 40 },
    );
  });

  it("root's shell receives a whole script unchanged, with standard input free", () => {
    const script = compose({ value: "it's $HOME" }, []) + 'read -r line; printf "%s|%s" "$value" "$line"\n';
    // The test may run as root or not, so `sudo` is replaced by a function that runs its arguments.
    const printed = execFileSync("sh", ["-c", `sudo() { shift; "$@"; }; ${asRoot(script).replaceAll("exec ", "")}`], {
      input: "secret\n",
      encoding: "utf8",
    });
    assert.equal(printed, "it's $HOME|secret");
  });

  it("a command that fits on one line runs any script from the first line of standard input, and the rest is its own", () => {
    assert.ok(STDIN_SCRIPT_AS_ROOT.length < 120);
    fc.assert(
      fc.property(hostile, (value) => {
        const script = compose({ value }, []) + 'read -r line; printf "%s|%s" "$value" "$line"\n';
        const command = `sudo() { shift; "$@"; }; ${STDIN_SCRIPT_AS_ROOT.replace(/^exec /, "")}`;
        const printed = execFileSync("sh", ["-c", command], {
          input: `${scriptLine(script)}secret\n`,
          encoding: "utf8",
        });
        assert.equal(printed, `${value}|secret`);
      }),
      { numRuns: 40 },
    );
  });

  it("a NUL character is rejected", () => {
    assert.throws(() => quote("a\0b"), { code: "K3S_INPUT_INVALID" });
  });
});

describe("removeFolder", () => {
  /** Removes a folder whose `rm` fails so many times. @returns the exit code, and whether the folder is there */
  const removed = (failures: number): string =>
    shell(
      [
        'folder="$(mktemp -d)/a b"; mkdir "$folder"; left=' + String(failures),
        'rm() { [ "$left" -gt 0 ] && left=$((left - 1)) && return 1; command rm "$@"; }; sleep() { :; }',
        `(${removeFolder('"$folder"')}); printf "%s " $?; if [ -e "$folder" ]; then echo there; else echo gone; fi`,
      ].join("\n"),
    );

  it("a folder is removed although a process makes files in it meanwhile", () => {
    assert.equal(removed(0), "0 gone\n");
    assert.equal(removed(3), "0 gone\n");
  });

  it("a folder that cannot be removed is a failure", () => {
    assert.equal(removed(100), "1 there\n");
  });
});
