/** Mistakes that break Pulumi programs of this kind. docs/traps.md lists all of them, with these and other tests. */
import assert from "node:assert/strict";
import { recordedStack, type Json } from "./recorded-stack.ts";

describe("traps of clusters", function () {
  this.timeout(120_000);
  const stack = recordedStack();
  const { inputs, after, script } = stack;

  describe("of K3s over a WAN", () => {
    it("every machine installs the pinned K3s release, because a release channel moves between two phases", () => {
      for (const name of ["k3s-server", "edge-node-join", "worker-node-1-join"])
        assert.match(script(name), /version=\S{0,6}v1\.35\.5\+k3s1/, name);
    });
    it("one server holds the datastore, because embedded etcd does not work across a WAN", () => {
      assert.equal(stack.at.plan.nodes.filter(({ role }) => role === "server").length, 1);
      assert.doesNotMatch(script("k3s-server"), /cluster-init|etcd/);
    });

    it("every node has its public address as external address, and flannel uses it for every pair", () => {
      const { isAcrossWan, nodes } = inputs("preflight").cluster;
      assert.equal(isAcrossWan, true);
      for (const node of nodes) assert.ok(node.publicIp, node.name);
      assert.match(script("k3s-server"), /flannel-external-ip/);
    });
    it("the server's own pods reach the API at its public address without leaving the machine", () => {
      const { publicIp } = inputs("preflight").cluster.nodes.find(({ role }: Json) => role === "server");
      assert.ok(script("k3s-server").includes(`own_address='${publicIp}'`));
      assert.doesNotMatch(script("worker-node-1-join"), /own_address/);
    });
    it("a node that joins again gets its role label again, because another machine changes the patch", () => {
      const { annotations } = inputs("gcp-worker-labels").metadata;
      assert.deepEqual(annotations, { "stackmark.dev/machine": "gcp-worker-instance-id" });
    });
    it("roles are set through the API after the join, because a kubelet that sets its own role label does not start", () => {
      for (const name of ["edge-node", "gcp-worker"]) {
        assert.deepEqual(inputs(`${name}-labels`).metadata.labels, { "node-role.kubernetes.io/edge": "true" });
        assert.ok(after(`${name}-labels`).includes(`${name}-ready`));
        assert.doesNotMatch(script(`${name}-join`), /node-role\.kubernetes\.io\/edge/);
      }
    });
    it("kubelets are scraped at routable addresses, and the firewall admits the scraper", () => {
      const scraped = inputs("preflight").ports.filter(({ port, answers }: Json) => port === 10_250 && answers);
      assert.equal(scraped.length, stack.at.plan.nodes.length - 1);
      assert.match(inputs("gcp-allow-kubelet").sourceRanges[0], /\/32$/);
    });
    it("Traefik and ServiceLB are disabled, so neither stands before the node port", () => {
      assert.deepEqual(inputs("preflight").cluster.disable, ["traefik", "servicelb"]);
      assert.equal(inputs("boutique-entry").spec.externalTrafficPolicy, "Local");
    });
    it("the plan notes that VXLAN is not encrypted, and which overlay K3s documents for a WAN", () => {
      const note = stack.at.plan.notes.find((each) => each.includes("not encrypted, and they cross the internet"));
      assert.match(note!, /`overlay: wireguard-native` encrypts them, and is what K3s documents/);
    });
  });
});
