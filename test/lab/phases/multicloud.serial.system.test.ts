import { describePhase } from "./rehearse.ts";

describePhase("multicloud", [
  "every cell is complete",
  "services run where the outputs say",
  "gcp-worker joined over the internet, by a token that names the cluster's CA",
  "pods of two sites reach each other",
  "their packets cross the internet on 8472/udp, and none in clear",
  "the operator finds 22, 6443 open on server, and nothing else",
  "the operator finds 22, 30080 open on gcp-worker, and nothing else",
  "a scan from elsewhere finds no open port",
  "an agent with a wrong token is refused",
  "an agent with a token of another cluster's CA is refused",
  "an agent with a label of a role on its kubelet is refused",
  "the move was probed",
  "no secret is in clear after up",
  "the clouds hold nothing",
  "no secret is in clear after destroy",
]);
