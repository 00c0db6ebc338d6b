import * as pulumi from '@pulumi/pulumi';

/** A resource as the engine was asked to register it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the resources that it comes after; a component stands for all its parts. */
  readonly after: readonly string[];
  readonly options: pulumi.CustomResourceOptions;
  /** Set when the resource is read and not made. */
  readonly readId: string | undefined;
}

/** What a mocked cluster answers for a resource: the fields that nobody but the cluster knows. */
export type Answer = (resource: Pick<Registered, 'type' | 'name' | 'inputs'>) => Readonly<Record<string, unknown>>;

/**
 * Runs a part of the program against a mocked engine and returns all custom resources that it registered.
 *
 * @param build what it makes must have the given options, or be below what has them
 * @param mode a preview makes nothing, so what the cluster answers is unknown there
 */
export async function runMocked<Value>(
  build: (options: pulumi.ComponentResourceOptions) => Value,
  { answer = () => ({}), mode = 'up' }: { readonly answer?: Answer; readonly mode?: 'up' | 'preview' } = {},
): Promise<{ readonly value: Value; readonly resources: readonly Registered[] }> {
  const resources: Registered[] = [];
  const options = new Map<string, pulumi.CustomResourceOptions>();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id, custom }) => {
        const resource = { type, name, inputs: inputs as Registered['inputs'] };
        const given = options.get(keyOf(type, name)) ?? {};
        const after = [given.dependsOn ?? []].flat() as pulumi.Resource[];
        if (custom ?? true)
          resources.push({
            ...resource,
            after: after.map(nameOf),
            options: given,
            readId: id === undefined || id === '' ? undefined : id,
          });
        const state = { ...resource.inputs, ...answer(resource) };
        return { id: id === undefined || id === '' ? idOf(resource) : id, state };
      },
      call: () => ({}),
    },
    'ml-scaling-lab',
    'test',
    mode === 'preview',
  );
  const record: pulumi.ResourceTransformation = ({ type, name, props, opts }) => {
    options.set(keyOf(type, name), opts);
    return { props, opts };
  };
  const value = build({ transformations: [record] });
  await pulumi.runtime.disconnect();
  return { value, resources };
}

function keyOf(type: string, name: string): string {
  return `${type}::${name}`;
}

function nameOf(resource: pulumi.Resource): string {
  return (resource as unknown as { readonly __name: string }).__name;
}

/** A Kubernetes object is known by namespace and name, as the real provider does. */
function idOf({ name, inputs }: Pick<Registered, 'name' | 'inputs'>): string {
  const metadata = inputs['metadata'] as { readonly namespace?: string; readonly name: string } | undefined;
  if (metadata === undefined) return `${name}-id`;
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

/** Value of an output; undefined while it is unknown. */
export function valueOf<Value>(output: pulumi.Output<Value>): Promise<Value | undefined> {
  return (output as unknown as { promise: () => Promise<Value | undefined> }).promise();
}

/** The one resource of a type and name; fails the test when there is none. */
export function resourceOf(resources: readonly Registered[], name: string): Registered {
  const found = resources.filter((one) => one.name === name);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} resources are called ${name}, among ${resources.map((one) => one.name).join(', ')}`);
  return found[0];
}
