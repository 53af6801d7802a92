// The SDK reaches the engine over the loopback interface, where gRPC would use a proxy from the environment (http_proxy,
// https_proxy, grpc_proxy). The variables stay as they are, for the program and for gRPC to other hosts.
import { sdkFile, sdkRequire } from "./sdk-require.mjs";

const proxyFile = sdkFile("@grpc/grpc-js/build/src/http_proxy.js");
if (proxyFile !== undefined) {
  const proxy = sdkRequire(proxyFile);
  const { mapProxyName } = proxy;
  proxy.mapProxyName = (target, options) =>
    mapProxyName(target, isLoopback(target.path) ? { ...options, "grpc.enable_http_proxy": 0 } : options);
}

function isLoopback(address) {
  const host = address.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
