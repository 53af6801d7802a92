import assert from "node:assert/strict";
import { EXPOSURE_VARIANTS, exposureChanges, variantsOf } from "../../../../cli/study/exposure/plan.ts";
import { variantText } from "../../../../cli/study/variant.ts";
import { planStackFile } from "../../../../infra/stack-file.ts";

const STACK_FILE = `config:
  stackmark:topology:
    nodes:
      - { name: server, cloud: azure, role: server }
  stackmark:access: { adminCidrs: [203.0.113.7/32] }
  stackmark:workload:
    name: boutique
    exposure: { kind: Ingress, controller: ingress-nginx, timeoutS: 30, chart: { version: 4.13.0 } }
    canary: { service: frontend, image: example/frontend:2 }
`;

const planned = (variant: (typeof EXPOSURE_VARIANTS)[number]) => {
  const { plan, problems } = planStackFile("any", variantText(STACK_FILE, exposureChanges(variant)));
  assert.deepEqual(problems, []);
  return plan!;
};

describe("the exposures that a study compares", () => {
  it("each is a stack file that can be brought up, whatever exposure the stack's own has", () => {
    const found = EXPOSURE_VARIANTS.map((variant) => {
      const { kind, controller, openPort } = planned(variant).kubernetes!.entry.exposure;
      return [kind, controller, openPort];
    });
    assert.deepEqual(found, [
      ["NodePort", null, 30_080],
      ["LoadBalancer", null, 8080],
      ["Ingress", "traefik", 80],
      ["Ingress", "ingress-nginx", 30_081],
    ]);
  });

  it("settings of proxies stay with the proxies that have them", () => {
    const settings = EXPOSURE_VARIANTS.map((variant) => planned(variant).kubernetes!.entry.exposure);
    assert.deepEqual(
      settings.map(({ timeoutMs }) => timeoutMs),
      [null, null, 30_000, 30_000],
    );
    assert.deepEqual(
      settings.map(({ chart }) => chart?.version ?? null),
      [null, null, null, "4.13.0"],
    );
  });

  it("all have the same components of K3s and no canary, so that they differ in nothing else", () => {
    for (const variant of EXPOSURE_VARIANTS) {
      const { kubernetes, canary } = planned(variant);
      assert.deepEqual([kubernetes!.k3s.disable, canary], [[], null]);
    }
  });

  it("variants are measured in a fixed order, and unknown names are reported", () => {
    assert.deepEqual(variantsOf("traefik, nodeport"), { variants: ["nodeport", "traefik"], unknown: [] });
    assert.deepEqual(variantsOf("nodeport,haproxy").unknown, ["haproxy"]);
    assert.equal(variantsOf(undefined).variants.length, EXPOSURE_VARIANTS.length);
  });
});
