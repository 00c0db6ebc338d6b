import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { PortReference, Probe } from '../kubernetes/probe';
import type { ProbeAnswer } from './worker';

export interface ProbeTarget {
  readonly podIp: string;
  portNumber(port: PortReference): number;
  /** Runs a command like the container's own; resolves with its exit code, or null when it was ended after the time-out. */
  execute(command: readonly string[], timeoutMs: number): Promise<number | null>;
}

const success: ProbeAnswer = { outcome: 'success', message: '' };
const failure = (message: string): ProbeAnswer => ({ outcome: 'failure', message });

/** One probe, answered within its time-out. Never rejects: any problem is a failure of the probe. */
export async function runProbe(probe: Probe, target: ProbeTarget): Promise<ProbeAnswer> {
  const timeoutMs = probe.timeoutSeconds * 1000;
  if (probe.httpGet !== undefined) return httpProbe(probe.httpGet, target, timeoutMs);
  if (probe.tcpSocket !== undefined)
    return tcpProbe(probe.tcpSocket.host ?? target.podIp, target.portNumber(probe.tcpSocket.port), timeoutMs);
  const command = probe.exec?.command ?? [];
  const code = await target.execute(command, timeoutMs);
  if (code === 0) return success;
  return failure(code === null ? `command timed out after ${probe.timeoutSeconds}s` : `command ended with exit code ${code}`);
}

/** Any status from 200 to 399 is a success, as in kubelet v1.34, pkg/probe/http/http.go; redirects are not followed. */
function httpProbe(get: NonNullable<Probe['httpGet']>, target: ProbeTarget, timeoutMs: number): Promise<ProbeAnswer> {
  const send = get.scheme === 'HTTPS' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const request = send({
      host: get.host ?? target.podIp,
      port: target.portNumber(get.port),
      path: get.path.startsWith('/') ? get.path : `/${get.path}`,
      headers: {
        'user-agent': 'kube-probe/1.34',
        accept: '*/*',
        connection: 'close',
        ...Object.fromEntries(get.httpHeaders.map((header) => [header.name, header.value])),
      },
      agent: false,
      rejectUnauthorized: false,
    });
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs / 1000}s`)), timeoutMs);
    request.on('error', (error) => {
      clearTimeout(timer);
      resolve(failure(error.message));
    });
    request.on('response', (response) => {
      clearTimeout(timer);
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 400 ? success : failure(`HTTP probe failed with statuscode: ${status}`));
    });
    request.end();
  });
}

function tcpProbe(host: string, port: number, timeoutMs: number): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer: ProbeAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(failure(`no connection within ${timeoutMs / 1000}s`)), timeoutMs);
    socket.on('connect', () => finish(success));
    socket.on('error', (error) => finish(failure(error.message)));
  });
}
