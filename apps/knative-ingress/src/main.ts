/** An ingress for Knative on one small cluster: follows KIngress objects and proxies HTTP/1.1 to what they name. */
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ExitCode } from '../../../contract/exit-codes';
import { UserError } from '../../../contract/user-error';
import { readConfig } from './config';
import { Ingress } from './ingress';
import { KubernetesApi } from './kubernetes/api';
import { adminServer, close, listen, proxyServer } from './servers';

/** Two seconds in all, the time that a revision takes to change over from the activator to its pods. */
const RETRIES = { attempts: 20, pauseMs: 100 };
const API_PAUSE_MS = 500;
/** Answers that outlive the grace period of the pod would be cut off by the kubelet anyway. */
const CLOSE_SECONDS = 10;

function log(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  console.log(JSON.stringify({ time: new Date().toISOString(), message, ...fields }));
}

async function run(): Promise<void> {
  const { api, ingressClass, domains, host, ports, drainSeconds } = readConfig(process.env);
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  const ingress = new Ingress({
    api: new KubernetesApi(api),
    ingressClass,
    domains,
    agent: new Agent({ keepAlive: true, scheduling: 'lifo', maxFreeSockets: 64 }),
    random: Math.random,
    now: () => new Date(),
    log,
    limits: RETRIES,
    apiPauseMs: API_PAUSE_MS,
  });
  const onError = (error: unknown): void => log('a request failed', { error: String(error) });
  let isStopping = false;
  const servers = {
    public: proxyServer(ingress, 'public', onError),
    private: proxyServer(ingress, 'private', onError),
    admin: adminServer(() => ingress.isSynced && !isStopping),
  };
  for (const name of ['public', 'private', 'admin'] as const) await listen(servers[name], host, ports[name]);
  log('listening', ports);
  const following = ingress.run();

  const signal = await stopped;
  isStopping = true;
  log('stopping', { signal });
  // Clients that do not know yet that this pod is going away still get an answer.
  if (signal === 'SIGTERM') await delay(drainSeconds * 1000);
  const closed = Promise.all(Object.values(servers).map(close));
  await Promise.race([closed, delay(CLOSE_SECONDS * 1000)]);
  ingress.close();
  await following;
}

run().then(
  () => process.exit(ExitCode.ok),
  (error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exit(error instanceof UserError ? error.exitCode : ExitCode.failure);
  },
);
