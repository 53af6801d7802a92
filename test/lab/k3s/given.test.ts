import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { problemOf, readGivenK3s, versionIn } from "../../../lab/k3s/given.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

/** Begins as an ELF file of 64 bits. @param machine `e_machine` */
function elf(machine: number): Buffer {
  const head = Buffer.alloc(20);
  head.write("\x7fELF\x02\x01\x01", "latin1");
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(machine, 18);
  return head;
}

const [X86_64, AARCH64] = [0x3e, 0xb7];

describe("the version that K3s says", () => {
  for (const [output, version] of [
    ["k3s version v1.36.3+k3s1 (0123abcd)\ngo version go1.26.1\n", "v1.36.3+k3s1"],
    ["k3s version v1.35.5+k3s1 (lab)\n", "v1.35.5+k3s1"],
    ["k3s version v1.36.0-rc2+k3s1 (0123abcd)\n", "v1.36.0-rc2+k3s1"],
    ["k3s version v1.36.3+k3s1", "v1.36.3+k3s1"],
    ["k3s version dev (HEAD)\n", undefined],
    ["k3s version v1.36.3+k3s1-dirty (0123abcd)\n", undefined],
    ["kubectl version v1.36.3+k3s1\n", undefined],
    ["v24.12.0\n", undefined],
    ["", undefined],
  ] as const)
    it(`${JSON.stringify(output)}: ${version ?? "none"}`, () => {
      assert.equal(versionIn(output), version);
    });
});

describe("a program by its first bytes", () => {
  it("an ELF file for this machine's processor, or a script, can be tried", () => {
    assert.equal(problemOf(elf(X86_64), "x64"), undefined);
    assert.equal(problemOf(elf(AARCH64), "arm64"), undefined);
    assert.equal(problemOf(Buffer.from("#!/bin/sh\n"), "x64"), undefined);
  });

  it("one for another processor cannot", () => {
    assert.match(problemOf(elf(AARCH64), "x64")!, /another processor than this machine's \(x64\)/);
    assert.match(problemOf(elf(X86_64), "arm64")!, /another processor/);
  });

  for (const [what, head] of [
    ["a web page", Buffer.from("<!DOCTYPE html><html>")],
    ["a compressed file", Buffer.from("\x1f\x8b\x08\x00", "latin1")],
    ["an ELF file that was cut off", elf(X86_64).subarray(0, 18)],
    ["an empty file", Buffer.alloc(0)],
  ] as const)
    it(`${what} is no program`, () => {
      assert.match(problemOf(head, "x64")!, /not an ELF file/);
    });
});

describe("a file that is given as K3s", () => {
  const folder = temporaryFolder();
  const refusal = (message: RegExp) => ({ code: "LAB_K3S_UNUSABLE", message });

  it("must be there, and be a file", () => {
    const path = join(folder.path, "k3s");
    assert.throws(() => readGivenK3s(path), refusal(/^\/.*\/k3s cannot be used as K3s: there is no such file\.$/));
    mkdirSync(path);
    assert.throws(() => readGivenK3s(path), refusal(/no such file/));
  });

  it("must be executable", () => {
    const path = join(folder.path, "k3s");
    writeFileSync(path, "#!/bin/sh\n", { mode: 0o644 });
    assert.throws(() => readGivenK3s(path), refusal(/not executable; `chmod 755` makes it so/));
  });

  it("must be a program", () => {
    const path = join(folder.path, "k3s");
    writeFileSync(path, "Not Found\n");
    chmodSync(path, 0o755);
    assert.throws(() => readGivenK3s(path), refusal(/not an ELF file/));
  });
});
