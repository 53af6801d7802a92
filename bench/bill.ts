/**
 * Does the estimated cost of a stack equal what its clouds meter? For a stack that is up in the lab:
 * `npm run lab -- multicloud --keep`, then `node bench/bill.ts multicloud`. Limit: 1 %.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accruedOf } from "../cli/budget/accrued.ts";
import type { StateResource } from "../cli/engines/engine.ts";
import { LIST_PRICES } from "../infra/budget/list-prices.ts";
import { isBilled } from "../infra/budget/limits.ts";
import { stackPrices } from "../infra/budget/stack-prices.ts";
import { planStackFile } from "../infra/stack-file.ts";
import { CLOUDS_SOCKET, CloudConsole } from "../lab/clouds/index.ts";
import { labDir, projectDir } from "../lab/folder.ts";
import { Operator } from "../lab/phases/operator.ts";
import { LabClient } from "../lab/server/client.ts";
import { billOf } from "../test/helpers/bill.ts";

const LIMIT = 0.01;

const stack = process.argv[2] ?? "multicloud";
const dir = labDir();
const lab = new LabClient(dir);
const { operator: from } = await lab.status();
const operator = new Operator({ dir, namespace: from.namespace, passphrase: lab.passphrase });
const { plan } = planStackFile(stack, readFileSync(join(projectDir(dir), `Pulumi.${stack}.yaml`), "utf8"));
if (!plan || !isBilled(plan)) throw new Error(`${stack} has no machines in clouds`);
const exported = await operator.mustSucceed(["pulumi", "stack", "export", "--stack", stack]);
const { deployment } = JSON.parse(exported) as { deployment: { resources?: StateResource[] } };
const console_ = new CloudConsole(join(dir, CLOUDS_SOCKET));
// The lab's clock goes as fast as this machine's.
const [{ nowMs }, meters] = [await console_.advance(0), await console_.meters()];
const metered = billOf(meters, LIST_PRICES, nowMs);
const estimated = accruedOf(plan, stackPrices(plan), deployment.resources ?? [], Date.now()).usd;
const off = estimated / metered - 1;
process.stdout.write(
  `${stack}: metered $${metered.toFixed(6)}, estimated $${estimated.toFixed(6)}: ${(100 * off).toFixed(2)} %\n`,
);
process.exitCode = Math.abs(off) <= LIMIT ? 0 : 1;
