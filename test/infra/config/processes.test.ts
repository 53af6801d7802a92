import assert from "node:assert/strict";
import { problemsOf } from "../helpers/raw-config.ts";

const server = { name: "server", cloud: "local", role: "server" };
const words = { name: "words", command: ["python3", "words.py"] };
const page = { name: "page", command: "node page.mjs {{words.host}}:{{words.port}}" };

const problems = (workload: Record<string, unknown>, nodes: object[] = [server]): string[] =>
  problemsOf({ topology: { nodes }, workload });

describe("processes in a stack's configuration", () => {
  const entry = { service: "page" };
  const cases: [title: string, workload: Record<string, unknown>, expected: string[]][] = [
    ["two processes that know each other are accepted", { processes: [words, page], entry }, []],
    [
      "processes may refer to each other in a circle, and to themselves",
      {
        processes: [
          { ...words, env: { PAGE: "http://{{page.host}}:{{page.port}}", OWN: "{{self.port}}" } },
          { ...page, port: 8080 },
        ],
        entry: { service: "page", path: "/hello" },
      },
      [],
    ],
    [
      "keys of a Kubernetes Service, which processes do not have, are reported",
      {
        processes: [words, page],
        entry: { ...entry, port: 80, scheme: "https", deployment: "page" },
        ready: ["page"],
      },
      [
        "workload.entry.port: is that of a Kubernetes Service; set `port` of the process",
        "workload.entry.scheme: must be http for processes",
        "workload.entry.deployment: is for Kubernetes; `service` names the process",
        "workload.ready: is for Kubernetes; the load waits for all processes",
      ],
    ],
    [
      "calls of what is no process are reported",
      {
        processes: [words, page],
        entry,
        calls: [
          { endpoint: "GET /", from: "page", to: "words" },
          { endpoint: "GET /", from: "page", to: "word" },
        ],
      },
      ['workload.calls[1].to = "word": is not a process; workload.processes: words, page; did you mean words?'],
    ],
    [
      "an address of no process is reported with the known names, wherever it is",
      {
        processes: [{ ...words, command: ["x", "{{wrods.host}}"], env: { URL: "{{db.port}}" } }, page],
        entry,
      },
      [
        'workload.processes[0].command[1] = "{{wrods.host}}": is the address of no process; known: words, page, self; did you mean words?',
        'workload.processes[0].env.URL = "{{db.port}}": is the address of no process; known: words, page, self',
      ],
    ],
    [
      "an unknown part of an address is reported with the known ones",
      { processes: [words, { ...page, command: "x {{words.url}}" }], entry },
      [
        'workload.processes[1].command = "{{words.url}}": is no part of an address; there are {{words.host}} and {{words.port}}',
      ],
    ],
    [
      "an entry is required",
      { processes: [words, page] },
      ["workload.entry.service: is missing; it must be the process that users call: words, page"],
    ],
    [
      "an entry that is no process is reported with the nearest one",
      { processes: [words, page], entry: { service: "pages" } },
      ['workload.entry.service = "pages": is not a process; workload.processes: words, page; did you mean page?'],
    ],
    [
      "a name that is used twice and the name `self` are rejected",
      { processes: [words, page, { ...words }, { ...words, name: "self" }], entry },
      [
        'workload.processes[2].name = "words": is also the name of process 0; names must be unique',
        'workload.processes[3].name = "self": is how each process refers to itself; choose another',
      ],
    ],
    [
      "two processes with one port are rejected, and a port with several replicas",
      {
        processes: [
          { ...words, port: 8080, replicas: 2 },
          { ...page, port: 8080 },
        ],
        entry,
      },
      [
        "workload.processes[0].port = 8080: must be 0 with 2 replicas: emulated nodes share this machine's ports",
        "workload.processes[1].port = 8080: is also the port of process 0; emulated nodes share this machine's ports",
      ],
    ],
    [
      "a fixed port of an entry with several replicas is rejected",
      { processes: [words, { ...page, replicas: 2 }], entry, port: 8080 },
      ["workload.port = 8080: must be 0 with 2 replicas of the entry: each of them has a port of its own"],
    ],
    [
      "a selector that matches no node is rejected",
      { processes: [words, { ...page, nodeSelector: { place: "far" } }], entry },
      [
        'workload.processes[1].nodeSelector = {"place":"far"}: matches no node of topology.nodes; give a node these labels',
      ],
    ],
    [
      "settings of other workloads are rejected",
      { name: "boutique", processes: [words, page], entry, services: { cart: { replicas: 2 } } },
      [
        'workload.name = "boutique": is another workload than `processes`',
        "workload.services: is for the other workloads; set `replicas` and `nodeSelector` of each process",
      ],
    ],
    [
      "a misspelt key of a process is reported with the nearest key",
      { processes: [{ ...words, comand: "x" }, page], entry },
      [
        "workload.processes[0].comand: is not a key here; allowed: name, command, cwd, env, port, replicas, limits, nodeSelector, health, timeoutS, files; did you mean command?",
      ],
    ],
  ];
  for (const [title, workload, expected] of cases) it(title, () => assert.deepEqual(problems(workload), expected));

  it("processes run only on emulated nodes", () => {
    const nodes = [{ name: "server", cloud: "azure", role: "server" }];
    assert.deepEqual(problems({ processes: [words, page], entry }, nodes), [
      "workload.processes: run only on emulated nodes (`cloud: local`)",
    ]);
  });
});
