// A lab with one machine, that waits to be killed. daemon.mjs DIR
const { createMachines } = await import("../../../lab/machines/lab-machines.ts");
const machines = await createMachines({ dir: process.argv[2] });
await machines.openSite({ name: "azure", cidrs: ["10.1.0.0/24"], mtu: 1500 });
await machines.create({
  ...{ name: "server", site: "azure", hostname: "server", privateIp: "10.1.0.4", publicIp: "198.51.100.4" },
  ...{ cpus: 1, memoryMiB: 512, diskGiB: 1, userData: null, users: [] },
});
process.stdout.write("up\n");
setInterval(() => undefined, 1000);
