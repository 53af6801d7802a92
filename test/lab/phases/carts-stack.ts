/**
 * Stack file of the manifests `carts` on a server, with a second node that only sends load.
 * @param load lines of `stackmark:load`
 */
export const cartsStackFile = (...load: string[]): string => `
config:
  stackmark:topology:
    nodes:
      - { name: server, cloud: azure, role: server }
      - { name: gen, cloud: azure, role: load }
  stackmark:workload:
    name: carts
    manifests: [./carts]
    entry: { service: http, port: 8080, path: /carts/alice }
    nodePort: 30081
  stackmark:load:
${load.map((line) => `    ${line}\n`).join("")}`;
