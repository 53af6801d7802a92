import { describePhase } from "./rehearse.ts";

describePhase("edge", [
  "every cell is complete",
  "the frontend runs on edge-node, 3 times",
  "worker-node-1 joined over the private network, by a token that names the cluster's CA",
  "edge-node joined over the internet, by a token that names the cluster's CA",
  "a scan from elsewhere finds no open port",
  "verify-destroyed finds the stack before its destroy",
  "verify-destroyed finds nothing",
  "verify-destroyed asks the existing machine",
  "no secret is in clear after up",
  "the clouds hold nothing",
  "no secret is in clear after destroy",
]);
