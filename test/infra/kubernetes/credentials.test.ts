import assert from "node:assert/strict";
import { credentialsOf } from "../../../infra/kubernetes/credentials.ts";

const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "login", args: [], env: [] };
const access = { server: "https://cluster.example", exec };
const printed = (status: object): string => JSON.stringify({ kind: "ExecCredential", status });

describe("credentials of an exec plugin", () => {
  it("are asked for once, by requests at the same time too, and again before they expire", async () => {
    let [asked, nowMs] = [0, Date.parse("2026-05-01T12:00:00Z")];
    const run = () => {
      const expirationTimestamp = new Date(nowMs + 600_000).toISOString();
      return Promise.resolve(printed({ token: `token ${++asked}`, expirationTimestamp }));
    };
    const credentials = credentialsOf(access, () => nowMs, run);
    const both = await Promise.all([credentials(), credentials()]);
    assert.deepEqual(
      both.map(({ token }) => token),
      ["token 1", "token 1"],
    );
    nowMs += 500_000;
    assert.equal((await credentials()).token, "token 1");
    nowMs += 80_000;
    assert.equal((await credentials()).token, "token 2");
  });

  it("may be a certificate, and may never expire", async () => {
    const status = { clientCertificateData: "a certificate", clientKeyData: "a key" };
    const credentials = credentialsOf(
      access,
      () => 0,
      () => Promise.resolve(printed(status)),
    );
    assert.deepEqual(await credentials(), { certPem: "a certificate", keyPem: "a key", token: undefined });
  });

  it("that cannot be had are an error with the command and what it says, and are asked for again", async () => {
    let isSignedIn = false;
    const run = () =>
      isSignedIn ? Promise.resolve(printed({ token: "t0ken" })) : Promise.reject(new Error("run `cloud login`"));
    const credentials = credentialsOf(access, () => 0, run);
    await assert.rejects(credentials(), { code: "KUBERNETES_API", message: /`login`.*run `cloud login`/ });
    isSignedIn = true;
    assert.equal((await credentials()).token, "t0ken");
  });

  it("that are in no ExecCredential are an error that does not quote them", async () => {
    const credentials = credentialsOf(
      access,
      () => 0,
      () => Promise.resolve(`{"token":"t0ken"}`),
    );
    await assert.rejects(
      credentials(),
      ({ message }: Error) => /ExecCredential/.test(message) && !/t0ken/.test(message),
    );
  });
});
