import assert from "node:assert/strict";
import fc from "fast-check";
import { accessCommands, entryForward, grafanaForward, quote, sshTunnel } from "../../infra/access.ts";

const forwards = [entryForward("boutique", "frontend", 80), grafanaForward("monitoring", "observability-grafana")];
const server = { address: "203.0.113.7", user: "azureuser", keyFile: "key.pem" };

describe("the commands that open the shop and Grafana", () => {
  it("the commands have the expected text", () => {
    const remote =
      "sudo sh -c 'k3s kubectl -n boutique port-forward service/frontend 8080:80 & " +
      "k3s kubectl -n monitoring port-forward service/observability-grafana 3000:80 & wait'";
    const tunnel = "ssh -tt -i key.pem -L 8080:127.0.0.1:8080 -L 3000:127.0.0.1:3000";
    const shop = "kubectl --kubeconfig kubeconfig.yaml -n boutique port-forward service/frontend 8080:80";
    const grafana =
      "kubectl --kubeconfig kubeconfig.yaml -n monitoring port-forward service/observability-grafana 3000:80";
    assert.deepEqual(accessCommands({ kubeconfig: "kubeconfig.yaml", server, forwards }), {
      urls: { entry: "http://localhost:8080", grafana: "http://localhost:3000" },
      portForward: { entry: { sh: shop, powershell: shop }, grafana: { sh: grafana, powershell: grafana } },
      sshTunnel: {
        sh: `${tunnel} 'azureuser@203.0.113.7' '${remote.replaceAll("'", `'\\''`)}'`,
        powershell: `${tunnel} 'azureuser@203.0.113.7' '${remote.replaceAll("'", "''")}'`,
      },
    });
  });

  it("an SSH tunnel accepts another SSH port, a key path with blanks, and ports of the server itself", () => {
    const keyFile = String.raw`C:\Users\A B\azure-key.pem`;
    const { powershell, sh } = sshTunnel({ ...server, port: 2222, keyFile }, [], [{ name: "serve", localPort: 8089 }]);
    assert.match(powershell, /^ssh -N -i 'C:\\Users\\A B\\azure-key\.pem' -p 2222 -L 8089:127\.0\.0\.1:8089 /);
    assert.match(sh, / 'azureuser@203.0.113.7'$/);
  });

  it("all ports bind to loopback only", () => {
    const all = JSON.stringify(accessCommands({ kubeconfig: "k", server, forwards }));
    assert.doesNotMatch(all, /0\.0\.0\.0|--address/);
  });
});

describe("quoting a word", () => {
  const word = fc.string({ unit: fc.constantFrom(..."ab 'é\"$`\\;&|<>(){}*?#!~%@,=-".split("")) });

  it("a word for PowerShell is a literal in single quotes, with single quotes doubled", () => {
    fc.assert(
      fc.property(word, (text) => {
        const quoted = quote(text, "powershell");
        if (quoted === text) return assert.match(text, /^[\w./:=-]+$/);
        assert.equal(quoted.slice(1, -1).replaceAll("''", "'"), text);
        assert.doesNotMatch(quoted.slice(1, -1).replaceAll("''", ""), /'/);
      }),
    );
  });

  it("the empty word is quoted, and line breaks are rejected", () => {
    assert.deepEqual([quote("", "sh"), quote("", "powershell")], ["''", "''"]);
    for (const text of ["a\nb", "a\0b", "\r"]) assert.throws(() => quote(text, "sh"), RangeError);
  });
});
