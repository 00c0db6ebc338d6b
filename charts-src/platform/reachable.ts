import type { Lab } from '../../contract';
import { KservePredictor } from '../kserve/predictor';
import { Llm, llmMode } from '../services/llm';
import { Triton } from '../services/triton';
import type { NetworkPoliciesProps, Server } from './network-policies';

/** What network policies have to let through. */
export function reachable({
  own,
  services: { fastapi, queue, triton, kserve, knative, litserve, bare, llm, streamlit },
}: Lab): NetworkPoliciesProps {
  const isKedaScaled = [fastapi.autoscaling, queue.worker.autoscaling].some((scaling) => scaling?.keda !== undefined);
  const servers = [
    ...(triton.enabled ? [{ name: Triton.NAME, ports: [triton.port, triton.grpcPort, triton.metricsPort] }] : []),
    ...(kserve.enabled ? [kservePorts(kserve)] : []),
    ...(knative.enabled ? [{ name: 'knative', ports: [knative.port], isKnative: true }] : []),
    ...Object.entries({ litserve, bare }).flatMap(([name, { enabled, port }]) => (enabled ? [{ name, ports: [port] }] : [])),
    ...(llm.enabled ? [llmServer(llm)] : []),
    ...Object.entries(own).flatMap(([name, { enabled, port, autoscaling }]) =>
      enabled ? [{ name, ports: [port], isKnative: autoscaling?.knative !== undefined }] : [],
    ),
  ];
  return {
    servers,
    ...(streamlit.enabled ? { page: { port: streamlit.port } } : {}),
    ...(fastapi.enabled
      ? {
          modelServer: {
            port: fastapi.port,
            isKnative: fastapi.autoscaling?.knative !== undefined,
            logsToWandb: fastapi.wandb !== undefined,
          },
        }
      : {}),
    ...(queue.enabled
      ? {
          queue: { apiPort: queue.api.port, workerPort: queue.worker.metricsPort, redisPort: queue.redis.port, isKedaScaled },
        }
      : {}),
  };
}

/** A revision of Knative has one port. */
function kservePorts({ mode, port, grpcPort }: Lab['services']['kserve']): Server {
  const isKnative = mode === 'Knative';
  return { name: KservePredictor.NAME, ports: isKnative ? [port] : [port, grpcPort], isKnative };
}

function llmServer(llm: Lab['services']['llm']): Server {
  return {
    name: Llm.NAME,
    ports: [llm.port],
    isKnative: llmMode(llm) === 'Knative',
    scrapedFrom: llm.prometheusNamespace,
  };
}
