import { cronReading, type Reading, type Scaler } from '../../../scaling/keda';
import type { Clock } from '../../clock';
import { rewriteNames, type NamedService } from '../../rewrite/names';
import { readPrometheus } from './read-prometheus';
import { readList, readStream } from './read-redis';
import { RedisConnection } from './redis';

/** KEDA's operator looks names up from its own namespace, not from that of the ScaledObject. */
const OPERATOR_NAMESPACE = 'keda';

export interface RedisCredentials {
  readonly username: string;
  readonly password: string;
}

export interface TriggerReaderOptions {
  readonly clock: Clock;
  readonly scalers: readonly Scaler[];
  /** By position of the trigger. */
  readonly credentials: (index: number) => RedisCredentials;
  readonly services: () => readonly NamedService[];
}

/** Asks the sources of a ScaledObject's triggers for their values. */
export class TriggerReader {
  private readonly connections = new Map<string, RedisConnection>();

  public constructor(private readonly options: TriggerReaderOptions) {}

  /** Values in the order of the triggers, with an error for each that cannot be read. Never rejects. */
  public read(): Promise<Reading[]> {
    return Promise.all(this.options.scalers.map((scaler) => this.readOne(scaler)));
  }

  public close(): void {
    for (const connection of this.connections.values()) connection.close();
  }

  private async readOne(scaler: Scaler): Promise<Reading> {
    const { source } = scaler;
    try {
      switch (source.kind) {
        case 'redis-list':
        case 'redis-streams': {
          const connection = this.connection(scaler.index, source.addresses[0] ?? '', source.databaseIndex);
          const send = connection.send.bind(connection);
          return source.kind === 'redis-list' ? await readList(source, send) : await readStream(source, send);
        }
        case 'prometheus':
          return await readPrometheus(source, this.located(source.serverAddress), this.options.clock.nowMs());
        case 'cron':
          return cronReading(source, this.options.clock.nowMs());
        case 'queue':
          return { error: `${source.title} is not on this machine` };
        case 'resource':
          return { error: 'the HPA reads it' };
      }
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  private connection(index: number, written: string, database: number): RedisConnection {
    const { username, password } = this.options.credentials(index);
    const address = this.located(written);
    const key = JSON.stringify([address, database, username, password]);
    const known = this.connections.get(key);
    if (known !== undefined) return known;
    const [host = '', port = ''] = address.split(':');
    const connection = new RedisConnection({ host, port: Number(port), database, username, password });
    this.connections.set(key, connection);
    return connection;
  }

  /** The address on this machine. Throws unless it is a Service of the lab: nothing else may be asked. */
  private located(written: string): string {
    const here = rewriteNames(written, OPERATOR_NAMESPACE, this.options.services());
    if (/^([a-z]+:\/\/)?127\.\d+\.\d+\.\d+(:\d+)?(\/|$)/.test(here)) return here.replace(/\/+$/, '');
    throw new Error(`${written} is not a Service of this lab; KEDA needs the full name, <service>.<namespace>.svc.cluster.local`);
  }
}
