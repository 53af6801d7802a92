/** The gRPC service of the resource monitor: decodes requests and passes them to a {@link ResourceMonitor}. */
import providers from "@pulumi/pulumi/proto/provider_pb.js";
import type { IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { EngineError } from "../errors.ts";
import type { Properties } from "../values.ts";
import { decodeCall, decodeCallback, decodeExists, decodeInvoke, decodeRead, decodeRegistration } from "./decode.ts";
import { supportedFeatures, supportsFeature } from "./features.ts";
import type {
  Callback,
  DeploymentInfo,
  ErrorHookRequest,
  Failure,
  RegisterResult,
  ResourceMonitor,
} from "./resource-monitor.ts";
import { unary } from "./rpc.ts";
import type { SourcePositions } from "./decode.ts";
import { fromStruct, toStruct } from "./wire.ts";
import { withoutSecrets } from "./wire.ts";

export function monitorService(
  monitor: ResourceMonitor,
  info: DeploymentInfo,
  sources: SourcePositions,
): IResourceMonitorServer {
  return {
    getDeploymentInfo: unary(() => encodeInfo(info)),
    supportsFeature: unary((request: resources.SupportsFeatureRequest) =>
      new resources.SupportsFeatureResponse().setHassupport(supportsFeature(request.getId())),
    ),
    registerResource: unary(async (request: resources.RegisterResourceRequest) =>
      encodeRegistered(
        await monitor.registerResource(decodeRegistration(request, sources)),
        request.getAcceptsecrets(),
      ),
    ),
    registerResourceOutputs: unary(async (request: resources.RegisterResourceOutputsRequest) => {
      await monitor.registerResourceOutputs(request.getUrn(), fromStruct(request.getOutputs()));
      return new empty.Empty();
    }),
    readResource: unary(async (request: resources.ReadResourceRequest) => {
      const read = await monitor.readResource(decodeRead(request, sources));
      return new resources.ReadResourceResponse()
        .setUrn(read.urn)
        .setProperties(toStruct(accepted(read.outputs, request.getAcceptsecrets())))
        .setUnknown(read.unknown ?? false);
    }),
    existsResource: unary(async (request: resources.ExistsResourceRequest) => {
      const { exists, unknown = false } = await monitor.existsResource(decodeExists(request));
      return new resources.ExistsResourceResponse().setExists(exists).setUnknown(unknown);
    }),
    invoke: unary(async (request: resources.ResourceInvokeRequest) => {
      const invoked = await monitor.invoke(decodeInvoke(request));
      return new resources.ResourceInvokeResponse()
        .setReturn(toStruct(invoked.result))
        .setFailuresList(invoked.failures.map(encodeFailure))
        .setUnknown(invoked.unknown ?? false);
    }),
    call: unary(async (request: resources.ResourceCallRequest) => {
      const called = await monitor.call(decodeCall(request));
      const response = new providers.CallResponse()
        .setReturn(toStruct(called.result))
        .setFailuresList(called.failures.map(encodeFailure));
      for (const [key, urns] of Object.entries(called.resultDependencies)) {
        response.getReturndependenciesMap().set(key, new providers.CallResponse.ReturnDependencies().setUrnsList(urns));
      }
      return response;
    }),
    registerStackTransform: unary(async (request: Parameters<typeof decodeCallback>[0]) => {
      await monitor.registerStackTransform(decodeCallback(request));
      return new empty.Empty();
    }),
    registerStackInvokeTransform: unary(async (request: Parameters<typeof decodeCallback>[0]) => {
      await monitor.registerInvokeTransform(decodeCallback(request));
      return new empty.Empty();
    }),
    registerResourceHook: unary(async (request: resources.RegisterResourceHookRequest) => {
      const [onDryRun, ignoreErrors] = [request.getOnDryRun(), request.getIgnoreErrors()];
      await monitor.registerHook({ ...decodeHook(request), onDryRun, ignoreErrors });
      return new empty.Empty();
    }),
    registerErrorHook: unary(async (request: resources.RegisterErrorHookRequest) => {
      await monitor.registerErrorHook(decodeHook(request));
      return new empty.Empty();
    }),
    registerPackage: unary(async (request: resources.RegisterPackageRequest) => {
      if (request.hasExtension$())
        throw new EngineError(
          "ENGINE_UNSUPPORTED",
          `The embedded engine does not support extension packages (${request.getName()}); use the Pulumi CLI for this program.`,
        );
      const parameters = request.getParameterization();
      const reference = await monitor.registerPackage({
        name: request.getName(),
        version: request.getVersion(),
        downloadUrl: request.getDownloadUrl(),
        parameterization: parameters && {
          name: parameters.getName(),
          version: parameters.getVersion(),
          value: parameters.getValue_asB64(),
        },
      });
      return new resources.RegisterPackageResponse().setRef(reference);
    }),
    signalAndWaitForShutdown: unary(async () => {
      await monitor.programDone();
      return new empty.Empty();
    }),
  };
}

// The protocol's stubs lack "skipped". For the program, both mean that the resource does not exist.
const RESULTS = { success: resources.Result.SUCCESS, failed: resources.Result.FAIL, skipped: resources.Result.FAIL };

function encodeRegistered(registered: RegisterResult, acceptsSecrets: boolean): resources.RegisterResourceResponse {
  const response = new resources.RegisterResourceResponse()
    .setUrn(registered.urn)
    .setId(registered.id ?? "")
    .setObject(toStruct(accepted(registered.outputs, acceptsSecrets)))
    .setResult(RESULTS[registered.result])
    .setUnknown(registered.unknown ?? false);
  for (const [key, urns] of Object.entries(registered.propertyDependencies ?? {})) {
    response
      .getPropertydependenciesMap()
      .set(key, new resources.RegisterResourceResponse.PropertyDependencies().setUrnsList(urns));
  }
  return response;
}

const accepted = (outputs: Properties, acceptsSecrets: boolean): Properties =>
  acceptsSecrets ? outputs : withoutSecrets(outputs);

const encodeFailure = ({ property, reason }: Failure) =>
  new providers.CheckFailure().setProperty(property).setReason(reason);

function decodeHook(
  request: resources.RegisterResourceHookRequest | resources.RegisterErrorHookRequest,
): ErrorHookRequest {
  const callback = request.getCallback();
  const none: Callback = { target: "", token: "" };
  return { name: request.getName(), callback: callback ? decodeCallback(callback) : none };
}

function encodeInfo(info: DeploymentInfo): resources.DeploymentInfo {
  const message = new resources.DeploymentInfo()
    .setProject(info.project)
    .setStack(info.stack)
    .setOrganization(info.organization)
    .setDryrun(info.dryRun)
    .setParallel(info.parallel)
    .setConfigsecretkeysList(info.configSecretKeys)
    .setSupportedfeaturesList(supportedFeatures());
  for (const [key, value] of Object.entries(info.config)) message.getConfigMap().set(key, value);
  return message;
}
