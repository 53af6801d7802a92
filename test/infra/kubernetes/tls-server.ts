/** HTTPS on loopback with certificates of an authority created for the test, like a cluster's own. */
import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import sshpk from "sshpk";
import { stringify } from "yaml";

export interface Credentials {
  certPem: string;
  keyPem: string;
}

export interface Authority {
  caPem: string;
  /** @param name DNS name in the certificate */
  issue(name: string): Credentials;
}

const LIFETIME_S = 3_600;
const newKey = () => sshpk.generatePrivateKey("ecdsa", { curve: "nistp256" });

export function createAuthority(): Authority {
  const key = newKey();
  // Certificates cannot have usages that their authority lacks.
  const purposes = ["ca", "signature", "crl", "serverAuth", "clientAuth"];
  const ca = sshpk.createSelfSignedCertificate(sshpk.identityFromDN("CN=test-ca"), key, {
    purposes,
    lifetime: LIFETIME_S,
  });
  return {
    caPem: ca.toBuffer("pem").toString(),
    issue(name) {
      const own = newKey();
      const options = { purposes: ["serverAuth", "clientAuth", "signature"], lifetime: LIFETIME_S };
      const certificate = sshpk.createCertificate(sshpk.identityForHost(name), own, ca.subjects[0]!, key, options);
      return { certPem: certificate.toBuffer("pem").toString(), keyPem: own.toBuffer("pkcs8").toString() };
    },
  };
}

export interface TlsServer {
  port: number;
  close(): Promise<void>;
}

/** @param requestCert rejects clients without a certificate of the authority */
export async function startTlsServer(
  authority: Authority,
  name: string,
  listener: RequestListener,
  requestCert: boolean,
): Promise<TlsServer> {
  const { certPem: cert, keyPem: key } = authority.issue(name);
  const options = { cert, key, ca: authority.caPem, requestCert, rejectUnauthorized: requestCert };
  const server = createServer(options, listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** A kubeconfig as K3s writes it. */
export function kubeconfigOf(server: string, caPem: string, { certPem, keyPem }: Credentials): string {
  const name = "default";
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    preferences: {},
    clusters: [{ name, cluster: { server, "certificate-authority-data": base64(caPem) } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user: { "client-certificate-data": base64(certPem), "client-key-data": base64(keyPem) } }],
  });
}
