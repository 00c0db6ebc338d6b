import { parseSchedule, TimeZone } from './cron';
import type { MetadataReader } from './metadata';
import type { CronSource } from './scaler';

/** Reads a cron trigger. Follows KEDA 8b4f083, pkg/scalers/cron_scaler.go, Validate. */
export function cronSource(metadata: MetadataReader): CronSource {
  const [timezone = '', start = '', end = ''] = ['timezone', 'start', 'end'].map((name) => metadata.text(name));
  const desiredReplicas = metadata.integer('desiredReplicas', 0);
  for (const [name, text] of [
    ['start', start],
    ['end', end],
  ] as const) {
    const problem = text === '' ? undefined : parseSchedule(text);
    if (typeof problem === 'string') metadata.reject(name, `${JSON.stringify(text)} ${problem}`);
  }
  if (start !== '' && start === end) metadata.reject('end', 'is the same as start: there would be nothing between them');
  if (metadata.text('desiredReplicas') !== undefined && desiredReplicas === 0) {
    metadata.reject(
      'desiredReplicas',
      'must not be 0: a cron trigger asks for pods, and minReplicaCount holds outside its times',
    );
  }
  if (timezone !== '' && TimeZone.named(timezone) === undefined) {
    metadata.reject('timezone', `${timezone} is not in the IANA database: KEDA fails at every poll. Write it as Europe/Berlin`);
  }
  return { kind: 'cron', timezone, start, end, desiredReplicas };
}
