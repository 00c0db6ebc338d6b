import { TRIGGER_TYPES, type Trigger } from '../../../scaling/keda';

export interface Finding {
  readonly path: string;
  readonly message: string;
  readonly effect: 'rejected' | 'ignored';
}

/** What the engine can ask: servers that run in the lab, pods, and the clock. */
const READ_HERE: readonly string[] = ['redis', 'redis-streams', 'prometheus', 'cpu', 'memory', 'cron'];
const CLUSTERED = /^redis-(cluster|sentinel)/;

/** Settings that would change which server is asked, or how. The lab does not support them. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  redis: ['enableTLS'],
  'redis-streams': ['enableTLS'],
  prometheus: ['customHeaders', 'queryParameters', 'authModes', 'authMode', 'awsRegion'],
};

/** What KEDA can do and the local engine cannot. */
export function unsupportedTriggers(triggers: readonly Trigger[]): Finding[] {
  return triggers.flatMap(({ type, metadata }, index) => {
    const path = `spec.triggers[${index}]`;
    const problems: Finding[] = [];
    const refuse = (field: string, message: string): void =>
      void problems.push({ path: `${path}.${field}`, message, effect: 'rejected' });
    if (CLUSTERED.test(type)) refuse('type', `${type} cannot run on the local engine, which has single Redis servers: use redis`);
    else if (TRIGGER_TYPES.includes(type) && !READ_HERE.includes(type))
      refuse('type', `${type} is not modelled here: the local engine reads ${READ_HERE.join(', ')}`);
    for (const name of SETTINGS[type] ?? []) {
      const value = metadata[name];
      if (value !== undefined && value !== '' && value !== 'false')
        refuse(`metadata.${name}`, `${name} is not supported by the local engine, which asks servers of this machine only`);
    }
    return problems;
  });
}
