import assert from "node:assert/strict";
import { requireSameK3s } from "../../../lab/server/start.ts";

describe("a lab that runs already", () => {
  const mirror = { url: "http://192.0.2.10", k3sVersion: "v1.36.3+k3s1", installerSha256: "00" };
  const given = { path: "/srv/k3s", version: "v1.36.3+k3s1" };

  it("is used for the K3s that it was started with", () => {
    requireSameK3s(mirror, undefined);
    requireSameK3s({ ...mirror, k3sProgram: "/srv/k3s" }, given);
  });

  for (const [what, running, wanted, words] of [
    ["the lab's own, and a given one is wanted", mirror, given, /\(the lab's own, v1\.36\.3\+k3s1\).*\(\/srv\/k3s\)/],
    ["a given one, and the lab's own is wanted", { ...mirror, k3sProgram: "/srv/k3s" }, undefined, /\(the lab's own\)/],
    [
      "a given one, and another is wanted",
      { ...mirror, k3sProgram: "/opt/k3s" },
      given,
      /\(\/opt\/k3s, .*\(\/srv\/k3s\)/,
    ],
    [
      "an earlier version of the file",
      { ...mirror, k3sProgram: "/srv/k3s", k3sVersion: "v1.35.5+k3s1" },
      given,
      /v1\.35\.5/,
    ],
  ] as const)
    it(`is refused if its K3s is ${what}`, () => {
      assert.throws(() => requireSameK3s(running, wanted), { code: "LAB_ALREADY_RUNNING", message: words });
      assert.throws(() => requireSameK3s(running, wanted), /npm run lab -- down/);
    });
});
