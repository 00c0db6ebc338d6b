import { z } from 'zod';
import { refused } from './fields';

const portReference = z.union([z.number().int().min(1).max(65_535), z.string().min(1)]);

const httpGet = z.strictObject({
  path: z.string().default('/'),
  port: portReference,
  host: z.string().optional(),
  scheme: z.enum(['HTTP', 'HTTPS']).default('HTTP'),
  httpHeaders: z.array(z.strictObject({ name: z.string(), value: z.string() })).default([]),
});
const tcpSocket = z.strictObject({ port: portReference, host: z.string().optional() });
const exec = z.strictObject({ command: z.array(z.string()).min(1) });

/** Defaults as in Kubernetes v1.34, pkg/apis/core/v1/defaults.go. */
export const probeSchema = z
  .strictObject({
    httpGet: httpGet.optional(),
    tcpSocket: tcpSocket.optional(),
    exec: exec.optional(),
    grpc: refused('use httpGet, tcpSocket or exec'),
    initialDelaySeconds: z.number().int().min(0).default(0),
    periodSeconds: z.number().int().min(1).default(10),
    timeoutSeconds: z.number().int().min(1).default(1),
    successThreshold: z.number().int().min(1).default(1),
    failureThreshold: z.number().int().min(1).default(3),
    terminationGracePeriodSeconds: refused('set terminationGracePeriodSeconds of the pod'),
  })
  .refine((probe) => [probe.httpGet, probe.tcpSocket, probe.exec].filter((one) => one !== undefined).length === 1, {
    error: 'needs exactly one of httpGet, tcpSocket, exec',
  });

const lifecycleHandler = z
  .strictObject({
    exec: exec.optional(),
    sleep: z.strictObject({ seconds: z.number().int().min(0) }).optional(),
    httpGet: refused('use exec or sleep'),
    tcpSocket: refused('use exec or sleep'),
  })
  .refine((handler) => (handler.exec === undefined) !== (handler.sleep === undefined), {
    error: 'needs exactly one of exec, sleep',
  });

export const lifecycleSchema = z.strictObject({
  preStop: lifecycleHandler.optional(),
  postStart: refused('start-up work belongs to the program or its startup probe'),
  stopSignal: refused('pods are stopped with SIGTERM'),
});

export type Probe = z.infer<typeof probeSchema>;
export type PortReference = z.infer<typeof portReference>;
