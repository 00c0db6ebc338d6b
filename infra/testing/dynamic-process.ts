import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { credentials } from '@grpc/grpc-js';
import { ResourceProviderClient } from '@pulumi/pulumi/proto/provider_grpc_pb';
import {
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  type CreateResponse,
  type DiffResponse,
  type ReadResponse,
} from '@pulumi/pulumi/proto/provider_pb';
import { Struct, type JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb';

type Properties = Readonly<Record<string, JavaScriptValue>>;
type Call<Request, Response> = (request: Request, callback: (error: Error | null, response: Response) => void) => void;

/** The calls that are made here; the generated client's own types need a package that nothing installs. */
interface Client {
  readonly configure: Call<ConfigureRequest, unknown>;
  readonly create: Call<CreateRequest, CreateResponse>;
  readonly read: Call<ReadRequest, ReadResponse>;
  readonly diff: Call<DiffRequest, DiffResponse>;
  readonly delete: Call<DeleteRequest, unknown>;
  readonly close: () => void;
}

const INFRA = resolve(__dirname, '..');

/** The process that Pulumi's engine starts for dynamic resources, called as the engine calls it. */
export class DynamicProcess {
  private constructor(
    private readonly process: ChildProcess,
    private readonly client: Client,
  ) {}

  /** @param path folders in which it finds programs */
  public static async start(path: string): Promise<DynamicProcess> {
    const script = require.resolve('@pulumi/pulumi/cmd/dynamic-provider');
    const child = spawn(process.execPath, [script, '127.0.0.1:1'], {
      cwd: INFRA,
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const port = await new Promise<string>((done, fail) => {
      child.on('exit', () => fail(new Error('the process ended before it said its port')));
      createInterface({ input: child.stdout }).once('line', done);
    });
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure()) as unknown as Client;
    const started = new DynamicProcess(child, client);
    const request = new ConfigureRequest();
    request.setArgs(Struct.fromJavaScript({}));
    try {
      await started.call(started.client.configure.bind(started.client), request);
      return started;
    } catch (error) {
      started.stop();
      throw error;
    }
  }

  public async create(properties: Properties): Promise<{ id: string; properties: Properties }> {
    const request = new CreateRequest();
    request.setProperties(Struct.fromJavaScript(properties));
    const response = await this.call(this.client.create.bind(this.client), request);
    return { id: response.getId(), properties: response.getProperties()?.toJavaScript() ?? {} };
  }

  /** Id of the resource as it is now; empty when it is gone. */
  public async read(id: string, properties: Properties): Promise<string> {
    const request = new ReadRequest();
    request.setId(id);
    request.setProperties(Struct.fromJavaScript(properties));
    return (await this.call(this.client.read.bind(this.client), request)).getId();
  }

  /** Properties whose change replaces the resource. */
  public async replaces(id: string, before: Properties, after: Properties): Promise<string[]> {
    const request = new DiffRequest();
    request.setId(id);
    request.setOlds(Struct.fromJavaScript(before));
    request.setNews(Struct.fromJavaScript(after));
    return (await this.call(this.client.diff.bind(this.client), request)).getReplacesList();
  }

  public async delete(id: string, properties: Properties): Promise<void> {
    const request = new DeleteRequest();
    request.setId(id);
    request.setProperties(Struct.fromJavaScript(properties));
    await this.call(this.client.delete.bind(this.client), request);
  }

  public stop(): void {
    this.client.close();
    this.process.removeAllListeners('exit');
    this.process.kill();
  }

  private call<Request, Response>(method: Call<Request, Response>, request: Request): Promise<Response> {
    return promisify(method)(request);
  }
}
