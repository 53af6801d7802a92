import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import type { TLSSocket } from "node:tls";
import { KubeApi } from "../../../infra/kubernetes/api.ts";
import { parseKubeconfig } from "../../../infra/kubernetes/kubeconfig.ts";
import { MISBEHAVIOURS, startServer } from "../../helpers/misbehaving-server.ts";
import { createAuthority, kubeconfigOf, startTlsServer, type TlsServer } from "./tls-server.ts";

const authority = createAuthority();
const admin = authority.issue("admin");
const code = "KUBERNETES_API";

describe("KubeApi", () => {
  let server: TlsServer | undefined;
  let api: KubeApi | undefined;
  afterEach(async () => {
    await api?.close();
    await server?.close();
  });

  async function open(listener: RequestListener, name = "localhost", trusted = authority): Promise<KubeApi> {
    server = await startTlsServer(authority, name, listener, true);
    const kubeconfig = kubeconfigOf(`https://localhost:${server.port}`, trusted.caPem, admin);
    return (api = new KubeApi(parseKubeconfig(kubeconfig)));
  }

  it("a request authenticates with the kubeconfig's client certificate", async () => {
    const opened = await open((request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      response.end(JSON.stringify({ user: subject.CN, path: request.url }));
    });
    assert.deepEqual(await opened.json("/api/v1/nodes"), { user: "admin", path: "/api/v1/nodes" });
  });

  it("a request fails if the server's certificate is from another authority or for another name", async () => {
    const asked: string[] = [];
    const listener: RequestListener = (request, response) => void response.end(`{"asked":${asked.push(request.url!)}}`);
    const stranger = await open(listener, "localhost", createAuthority());
    await assert.rejects(stranger.json("/readyz"), { code });
    await server!.close();
    const misnamed = await open(listener, "elsewhere");
    await assert.rejects(misnamed.json("/readyz"), { code, message: /altnames/i });
    assert.deepEqual(asked, []);
  });

  it("the error of a rejected request contains the status, the reason and the path", async () => {
    const opened = await open((_, response) => void response.writeHead(403).end(`{"message":"pods is forbidden"}`));
    const message = /^GET https:\/\/localhost:\d+\/api\/v1\/pods: HTTP 403: .*pods is forbidden/;
    await assert.rejects(opened.json("/api/v1/pods"), { code, message });
  });

  it("a request sends the token if the kubeconfig has one", async () => {
    const plain = await startServer((request, response) => void response.end(JSON.stringify(request.headers)));
    api = new KubeApi({ server: plain.url, token: "t0ken" });
    assert.equal(((await api.json("/")) as any).authorization, "Bearer t0ken");
    await plain.close();
  });

  for (const [name, listener] of Object.entries(MISBEHAVIOURS).filter(([name]) => name !== "closesAfterEachAnswer"))
    it(`a request fails within its timeout if the server ${name}`, async () => {
      const plain = await startServer(listener);
      api = new KubeApi({ server: plain.url });
      await assert.rejects(api.json("/api/v1/pods", { timeoutMs: 200 }), { code, message: /^GET http.*\/pods: ./ });
      await plain.close();
    });
});
