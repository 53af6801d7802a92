import { z } from "zod";
import { closedObject } from "../../base/issues.ts";
import type { Scenario, User } from "./scenario.ts";

const optionsSchema = closedObject({
  /** Measurements between two registrations of a device, on average and exactly in the long run. */
  requestsPerLogin: z.number().int().min(2).default(1000),
  /** Pause between two measurements of a device. */
  intervalMs: z.number().nonnegative().default(1000),
});

interface Device {
  id: string;
  token: string;
  /** Measurements until it registers again; negative before it ever did. */
  left: number;
}

/**
 * Devices that register by /login and post their /metrics, most of them small, some large.
 *
 * Each device starts at a random point of its cycle, so that registrations spread evenly instead of coming all at the
 * start and then again all together; a device that begins in mid-cycle registers first all the same.
 */
export function iotScenario(_target: URL, input: unknown): Scenario<Device> {
  const { requestsPerLogin, intervalMs } = optionsSchema.parse(input);
  const post = (samples: number) => async (user: User, device: Device) => {
    if (device.left <= 0) {
      await login(user, device);
      device.left = requestsPerLogin - 1;
    }
    device.left -= 1;
    await user.request("POST", "/metrics", {
      headers: { "content-type": "application/json", authorization: `Bearer ${device.token}` },
      body: measurements(user, device, samples),
    });
  };
  return {
    name: "iot",
    thinkTime: { kind: "constant", ms: intervalMs },
    state: (user) => ({ id: `device-${user.index}`, token: "", left: user.random.integer(1, requestsPerLogin) }),
    onStart: login,
    tasks: [
      { name: "reading", weight: 8, run: post(1) },
      { name: "batch", weight: 1, run: post(20) },
      { name: "status", weight: 1, run: post(4) },
    ],
  };
}

/** Keeps the token that the answer names, or the device's own id where it names none. */
async function login(user: User, device: Device): Promise<void> {
  const { body } = await user.request("POST", "/login", {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ deviceId: device.id }),
    keepBody: true,
  });
  device.token = /"token"\s*:\s*"([^"\\]+)"/.exec(body ?? "")?.[1] ?? device.id;
}

function measurements(user: User, { id }: Device, count: number): string {
  const values = Array.from({ length: count }, () => Number(user.random.between(15, 30).toFixed(2)));
  return JSON.stringify({ deviceId: id, temperature: values });
}
