import { Construct } from 'constructs';
import { KNATIVE_INGRESS_PORTS } from '../autoscaling/knative-service';
import { BENCHMARK_LABEL, labelsOf, selectorOf } from '../pod/labels';
import { ModelServer } from '../services/model-server';
import { k8s } from '../pod/plus';
import { QueueApi } from '../services/queue-api';
import { QueueWorker } from '../services/queue-worker';
import { Redis } from '../services/redis';
import { Streamlit } from '../services/streamlit';

export interface Server {
  readonly name: string;
  readonly ports: readonly number[];
  /**
   * Requests come through pods of Knative.
   * @default false
   */
  readonly isKnative?: boolean;
  /**
   * Namespace of the Prometheus that reads its metrics.
   * @default - none does
   */
  readonly scrapedFrom?: string;
}

export interface NetworkPoliciesProps {
  /** @default - the model server is not part of the lab */
  readonly modelServer?: { readonly port: number; readonly isKnative: boolean; readonly logsToWandb: boolean };
  /** @default - the queue is not part of the lab */
  readonly queue?: {
    readonly apiPort: number;
    readonly workerPort: number;
    readonly redisPort: number;
    readonly isKedaScaled: boolean;
  };
  /**
   * Further servers that benchmarks talk to.
   * @default - none
   */
  readonly servers?: readonly Server[];
  /** @default - the page for people is not part of the lab */
  readonly page?: { readonly port: number };
}

type Peers = k8s.NetworkPolicyPeer[];

const BENCHMARKS: Peers = [{ podSelector: { matchLabels: { [BENCHMARK_LABEL]: 'true' } } }];
/** Where activator, ingress and autoscaler of Knative are installed. */
const KNATIVE: Peers = namespaces('knative-serving', 'kourier-system');
/** KEDA's operator, which reads triggers; its metrics adapter asks the operator. */
const KEDA: Peers = namespaces('keda').map((peer) => ({ ...peer, podSelector: { matchLabels: { app: 'keda-operator' } } }));
/** The Kubernetes API, by Service port and by the usual port of its endpoints. */
const API_PORTS = [443, 6443] as const;

/** Denies all traffic except what the lab needs. */
export class NetworkPolicies extends Construct {
  /** Who may talk to the services. */
  private readonly clients: Peers;

  public constructor(scope: Construct, id: string, props: NetworkPoliciesProps) {
    super(scope, id);
    const { modelServer, queue, page, servers = [] } = props;
    this.clients = [...BENCHMARKS, ...(page === undefined ? [] : pods(Streamlit.NAME))];

    this.policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    this.policy('allow-dns', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: namespaces('kube-system'), ports: dns() }],
    });

    if (modelServer !== undefined) {
      const { port, logsToWandb, ...others } = modelServer;
      const egress = logsToWandb ? [{ ports: tcp(443) }] : undefined;
      this.serverPolicy({ name: ModelServer.NAME, ports: [port], ...others }, egress);
    }
    if (queue !== undefined) this.queuePolicies(queue);
    for (const server of servers) this.serverPolicy(server);

    const toServices: k8s.NetworkPolicyEgressRule[] = [
      ...(modelServer === undefined ? [] : [{ to: pods(ModelServer.NAME), ports: tcp(modelServer.port) }]),
      ...(modelServer?.isKnative === true || servers.some(({ isKnative }) => isKnative === true) ? [{ to: KNATIVE }] : []),
      ...(queue === undefined
        ? []
        : [
            { to: pods(QueueApi.NAME), ports: tcp(queue.apiPort) },
            { to: pods(QueueWorker.NAME), ports: tcp(queue.workerPort) },
          ]),
      ...servers.map(({ name, ports }) => ({ to: pods(name), ports: tcp(...ports) })),
      { ports: tcp(...API_PORTS) },
    ];
    this.policy('benchmark', {
      podSelector: { matchLabels: { [BENCHMARK_LABEL]: 'true' } },
      policyTypes: ['Egress'],
      egress: toServices,
    });
    if (page !== undefined)
      // Visitors may come from anywhere, wherever the Service is published.
      this.podsPolicy(Streamlit.NAME, [{ ports: tcp(page.port) }], toServices);
  }

  /** Who may talk to a server that benchmarks measure, and where else it may send. */
  private serverPolicy(server: Server, egress?: readonly k8s.NetworkPolicyEgressRule[]): void {
    const { name, ports, isKnative = false, scrapedFrom } = server;
    const ingress = [
      { from: this.clients, ports: tcp(...ports) },
      ...(isKnative ? [{ from: KNATIVE, ports: tcp(...KNATIVE_INGRESS_PORTS) }] : []),
      ...(scrapedFrom === undefined ? [] : [{ from: namespaces(scrapedFrom), ports: tcp(...ports) }]),
    ];
    this.podsPolicy(name, ingress, egress);
  }

  private queuePolicies(queue: NonNullable<NetworkPoliciesProps['queue']>): void {
    const toRedis = [{ to: pods(Redis.NAME), ports: tcp(queue.redisPort) }];
    for (const [name, port] of [
      [QueueApi.NAME, queue.apiPort],
      [QueueWorker.NAME, queue.workerPort],
    ] as const)
      this.podsPolicy(name, [{ from: this.clients, ports: tcp(port) }], toRedis);
    this.policy(Redis.NAME, {
      podSelector: { matchLabels: selectorOf(Redis.NAME) },
      policyTypes: ['Ingress'],
      ingress: [
        { from: pods(QueueApi.NAME, QueueWorker.NAME), ports: tcp(queue.redisPort) },
        ...(queue.isKedaScaled ? [{ from: KEDA, ports: tcp(queue.redisPort) }] : []),
      ],
    });
  }

  /** Both directions of the pods of that name: everything not listed is refused. */
  private podsPolicy(
    name: string,
    ingress: readonly k8s.NetworkPolicyIngressRule[],
    egress?: readonly k8s.NetworkPolicyEgressRule[],
  ): void {
    const podSelector = { matchLabels: selectorOf(name) };
    const allowed = { ingress: [...ingress], ...(egress === undefined ? {} : { egress: [...egress] }) };
    this.policy(name, { podSelector, policyTypes: ['Ingress', 'Egress'], ...allowed });
  }

  private policy(name: string, spec: k8s.NetworkPolicySpec): void {
    new k8s.KubeNetworkPolicy(this, name, { metadata: { name, labels: labelsOf(name, 'platform') }, spec });
  }
}

function pods(...names: readonly string[]): Peers {
  return names.map((name) => ({ podSelector: { matchLabels: selectorOf(name) } }));
}

function namespaces(...names: readonly string[]): Peers {
  return names.map((name) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }));
}

function tcp(...ports: readonly number[]): k8s.NetworkPolicyPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }));
}

function dns(): k8s.NetworkPolicyPort[] {
  return ['UDP', 'TCP'].map((protocol) => ({ protocol, port: k8s.IntOrString.fromNumber(53) }));
}
