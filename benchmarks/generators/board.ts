import { gunzipSync, gzipSync } from 'node:zlib';
import { UserError } from '../../contract/user-error';
import type { Sleep } from '../clock';
import type { ConfigMapApi } from '../writers/configmap';

/** Where the generators of one Job leave messages for each other; each has a place of its own, with its latest message. */
export interface Board {
  write(place: string, message: object): Promise<void>;
  /** Undefined while nothing is there, or the API does not answer. */
  read(place: string): Promise<unknown>;
}

/** The Job that the generators are pods of. */
export interface JobIdentity {
  readonly name: string;
  readonly uid: string;
}

const KEY = 'message.json.gz';
/** A ConfigMap holds 1 MiB in all. */
const MAX_BYTES = 900 * 1024;
const NOT_FOUND = 404;
const CONFLICT = 409;
const TRIES = 8;
const PAUSE_MS = 500;

/** Messages as ConfigMaps that belong to the Job, so that they go with it and no other run reads them. */
export class ConfigMapBoard implements Board {
  public constructor(
    private readonly api: ConfigMapApi,
    private readonly job: JobIdentity,
    private readonly sleep: Sleep,
  ) {}

  public async write(place: string, message: object): Promise<void> {
    const content = gzipSync(JSON.stringify(message)).toString('base64');
    if (content.length > MAX_BYTES)
      throw this.refused(place, `it has ${content.length} bytes, and a ConfigMap at most ${MAX_BYTES}`, TOO_LONG);
    let answer: string | number = 'nothing';
    for (let tries = TRIES; tries > 0; tries--) {
      try {
        answer = await this.put(place, content);
        if (answer >= 200 && answer < 300) return;
        if (answer >= 400 && answer < 500 && answer !== CONFLICT && answer !== TOO_MANY) break;
      } catch (error) {
        answer = error instanceof Error ? error.message : String(error);
      }
      await this.sleep(PAUSE_MS);
    }
    throw this.refused(place, `the Kubernetes API answered ${answer}`, REFUSED);
  }

  public async read(place: string): Promise<unknown> {
    try {
      const { status, body } = await this.api.request('GET', this.path(place));
      if (status !== OK) return undefined;
      const content = (body as { readonly binaryData?: Readonly<Record<string, string>> }).binaryData?.[KEY];
      return content === undefined ? undefined : JSON.parse(gunzipSync(Buffer.from(content, 'base64')).toString());
    } catch {
      return undefined;
    }
  }

  private async put(place: string, content: string): Promise<number> {
    const present = await this.api.request('GET', this.path(place));
    if (present.status === NOT_FOUND)
      return (await this.api.request('POST', this.folder(), this.configMap(place, content))).status;
    if (present.status !== OK) return present.status;
    return (await this.api.request('PUT', this.path(place), this.configMap(place, content))).status;
  }

  private configMap(place: string, content: string): object {
    const { name, uid } = this.job;
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: this.name(place),
        labels: { 'app.kubernetes.io/part-of': 'ml-scaling-lab', 'app.kubernetes.io/component': 'benchmark' },
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name, uid }],
      },
      binaryData: { [KEY]: content },
    };
  }

  private name(place: string): string {
    return `lab-generators-${this.job.uid}-${place}`;
  }

  private folder(): string {
    return `/api/v1/namespaces/${this.api.namespace}/configmaps`;
  }

  private path(place: string): string {
    return `${this.folder()}/${this.name(place)}`;
  }

  private refused(place: string, problem: string, fix: string): UserError {
    return new UserError({
      where: `ConfigMap ${this.api.namespace}/${this.name(place)}`,
      problem: `what a generator has to say could not be written: ${problem}.`,
      fix,
      code: 'result-not-written',
    });
  }
}

const OK = 200;
const TOO_MANY = 429;
const TOO_LONG = 'Give the benchmark a higher parallelism, so that each generator sends less, or shorten its phases.';
const REFUSED = 'The Role "benchmark" of the manifests must let the Job get, create and update ConfigMaps.';
