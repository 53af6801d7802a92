// Stand-in for K3s without containers: the files, responses and errors that the scripts rely on, as K3s documents them.
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:https";
import { hostname, networkInterfaces } from "node:os";

const VERSION = "v1.35.5+k3s1";
const DATA = "/var/lib/rancher/k3s/server";
const HEARTBEAT_MS = 200;

const die = (message) => {
  process.stderr.write(`level=fatal msg="${message}"\n`);
  process.exit(1);
};
const read = (file) => readFileSync(file, "utf8").trim();
const write = (file, text) => {
  mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
};

/** The subset of YAML that K3s' configuration needs: words, and lists of words. */
function config() {
  const extra = "/etc/rancher/k3s/config.yaml.d";
  const files = [
    "/etc/rancher/k3s/config.yaml",
    ...(existsSync(extra) ? readdirSync(extra).map((f) => `${extra}/${f}`) : []),
  ];
  const settings = {};
  for (const line of files.flatMap((file) => read(file).split("\n"))) {
    const item = line.match(/^\s+- (.*)$/);
    const [, key, value] = line.match(/^([a-z0-9-]+): ?(.*)$/) ?? [];
    const keys = Object.keys(settings);
    if (item) settings[keys.at(-1)].push(item[1].replace(/^"(.*)"$/, "$1"));
    else if (key) settings[key] = value === "" ? [] : value.replace(/^"(.*)"$/, "$1");
  }
  return settings;
}

/** What the kubelet and flannel check before anything else. */
function checkNode(settings) {
  const role = (settings["node-label"] ?? []).find((label) => label.startsWith("node-role.kubernetes.io/"));
  if (role) die(`unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [${role}]`);
  const iface = settings["flannel-iface"];
  if (iface && !networkInterfaces()[iface]) die(`failed to find interface ${iface}`);
  if (settings["flannel-conf"]) JSON.parse(read(settings["flannel-conf"]));
}

function ask(url, { method = "GET", token, body } = {}) {
  return new Promise((resolve, reject) => {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    const sent = request(url, { method, headers, rejectUnauthorized: false, timeout: 3000 }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk)).on("end", () => resolve({ status: response.statusCode, text }));
    });
    sent
      .on("error", reject)
      .on("timeout", () => sent.destroy(new Error("timeout")))
      .end(body);
  });
}

const self = (settings) => {
  const file = "/etc/rancher/node/password";
  if (!existsSync(file)) write(file, randomBytes(8).toString("hex"));
  const name = settings["node-name"] ?? hostname();
  return {
    name,
    password: read(file),
    machineID: existsSync("/etc/machine-id") ? read("/etc/machine-id") : "",
    settings,
  };
};

function server() {
  const settings = config();
  checkNode(settings);
  const token = read(settings["token-file"]);
  const agentToken = read(settings["agent-token-file"]);
  if (token.startsWith("K10")) die("the first server takes the short form of the token only");
  const [key, pem] = [`${DATA}/tls/server-ca.key`, `${DATA}/tls/server-ca.crt`];
  if (!existsSync(pem)) {
    mkdirSync(`${DATA}/tls`, { recursive: true });
    const san = settings["tls-san"].map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(",");
    const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
    execFileSync(
      "openssl",
      [...args, "-keyout", key, "-out", pem, "-subj", "/CN=k3s", "-addext", `subjectAltName=${san}`],
      { stdio: "ignore" },
    );
  }
  const hash = createHash("sha256").update(readFileSync(pem)).digest("hex");
  write(`${DATA}/token`, `K10${hash}::server:${token}\n`);
  write(`${DATA}/agent-token`, `K10${hash}::node:${agentToken}\n`);
  if (!existsSync(`${DATA}/node-token`)) symlinkSync("token", `${DATA}/node-token`);
  const ca = Buffer.from(readFileSync(pem)).toString("base64");
  write(
    "/etc/rancher/k3s/k3s.yaml",
    `apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: ${ca}\n    server: https://127.0.0.1:6443\n  name: default\n`,
  );

  const file = `${DATA}/db.json`;
  const db = existsSync(file) ? JSON.parse(read(file)) : { nodes: {}, passwords: {} };
  const seen = {};
  const keep = () => write(file, JSON.stringify(db));
  const join = (node) => {
    db.passwords[node.name] ??= node.password;
    if (db.passwords[node.name] !== node.password) return false;
    db.nodes[node.name] ??= { machineID: node.machineID };
    seen[node.name] = Date.now();
    keep();
    return true;
  };
  join(self(settings));
  setInterval(() => (seen[self(settings).name] = Date.now()), HEARTBEAT_MS);
  const routes = {
    "GET /readyz": () => [200, "ok"],
    "GET /cacerts": () => [200, readFileSync(pem, "utf8")],
    "POST /join": (body, auth) => {
      if (auth !== `Bearer ${agentToken}`) return [401, "Unauthorized"];
      return join(JSON.parse(body)) ? [200, "ok"] : [403, "Node password rejected"];
    },
    "POST /forget-node": (name) => [200, String(delete db.nodes[name] && (keep(), true))],
    "POST /forget-password": (name) => [200, String(delete db.passwords[name] && (keep(), true))],
    "GET /nodes": () => {
      const ready = (name) => Date.now() - (seen[name] ?? 0) < 5 * HEARTBEAT_MS;
      return [
        200,
        JSON.stringify(
          Object.fromEntries(Object.entries(db.nodes).map(([name, node]) => [name, { ...node, ready: ready(name) }])),
        ),
      ];
    },
  };
  createServer({ key: readFileSync(key), cert: readFileSync(pem) }, (request, response) => {
    let body = "";
    request
      .on("data", (chunk) => (body += chunk))
      .on("end", () => {
        const [status, text] = routes[`${request.method} ${request.url}`]?.(body, request.headers.authorization) ?? [
          404,
          "not found",
        ];
        response.writeHead(status).end(text);
      });
  }).listen(6443, () => execFileSync("systemd-notify", ["--ready"]));
}

async function agent() {
  const settings = config();
  checkNode(settings);
  const [, hash, token] = read(settings["token-file"]).match(/^K10([^:]*)::node:(.*)$/) ?? die("invalid token");
  const ca = await ask(`${settings.server}/cacerts`);
  const actual = createHash("sha256").update(ca.text).digest("hex");
  if (actual !== hash) die(`token CA hash does not match the Cluster CA certificate hash: ${hash} != ${actual}`);
  const join = () => ask(`${settings.server}/join`, { method: "POST", token, body: JSON.stringify(self(settings)) });
  const { status, text } = await join();
  if (status !== 200) die(`Failed to join: ${status} ${text}`);
  execFileSync("systemd-notify", ["--ready"]);
  setInterval(() => void join().catch(() => undefined), HEARTBEAT_MS);
}

async function kubectl(args) {
  const api = "https://127.0.0.1:6443";
  const line = args.filter((arg) => !arg.startsWith("--")).join(" ");
  const nodes = async () => JSON.parse((await ask(`${api}/nodes`)).text);
  const [, name] = line.match(/^(?:get|delete) node (\S+)/) ?? [];
  if (args.includes("--raw")) return (await ask(`${api}${args.at(-1)}`)).text;
  if (line.startsWith("get node")) {
    const node = (await nodes())[name];
    if (!node && args.includes("--ignore-not-found")) return "";
    if (!node) throw new Error(`Error from server (NotFound): nodes "${name}" not found`);
    if (line.includes("machineID")) return node.machineID;
    return node.ready
      ? "True KubeletReady kubelet is posting ready status"
      : "Unknown NodeStatusUnknown Kubelet stopped posting node status.";
  }
  if (line.startsWith("delete node")) return (await ask(`${api}/forget-node`, { method: "POST", body: name })).text;
  if (args.includes("secret")) {
    const secret = args.find((arg) => arg.endsWith(".node-password.k3s"));
    return (await ask(`${api}/forget-password`, { method: "POST", body: secret.replace(".node-password.k3s", "") }))
      .text;
  }
  if (args.includes("pods")) return "coredns-1   1/1   Running   0   5s\nhelper-2   0/1   Completed   0   5s";
  throw new Error(`kubectl stand-in: ${args.join(" ")}`);
}

const [verb, ...args] = process.argv.slice(2);
if (verb === "--version") console.log(`k3s version ${VERSION} (stand-in)\ngo version go0`);
else if (verb === "server") server();
else if (verb === "agent") agent().catch((error) => die(error.message));
else if (verb === "kubectl") {
  await kubectl(args).then(
    (text) => process.stdout.write(text),
    (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  );
} else die(`unknown verb ${verb}`);
