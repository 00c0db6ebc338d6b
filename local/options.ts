import type { App } from '../contract';
import type { AutoscalingSettings } from './autoscaling/settings';
import type { Clock } from './clock';
import type { SecretValues } from './engine/secret-values';

/** How an image that no app of this repository makes runs on this machine. */
export interface MappedImage {
  /** Program and arguments; `$(HOST)`, `$(PORT)` and other variables of the container are filled in. */
  readonly command: readonly string[];
  /** Where it is started, and what a program with a / in its name is relative to. */
  readonly folder: string;
  /** Variables of this machine that it gets, below those of its manifest. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whose manifests name it: those of strangers may not set variables that decide which code runs. */
  readonly manifest: 'own' | 'foreign';
}

export interface LocalClusterOptions {
  /** Root of the repository. */
  readonly root: string;
  readonly apps: readonly App[];
  /** Further images, by their whole name. @default - none */
  readonly images?: Readonly<Record<string, MappedImage>>;
  /** Folder of the model artifact. */
  readonly modelDir: string;
  /**
   * Files and folders of this machine that manifests name and pods read in place, even below a path that a pod mounts.
   * @default - none
   */
  readonly machinePaths?: readonly string[];
  /** Private to this lab; removed by `stop`. At most one engine runs in it. */
  readonly runDir: string;
  /** Folder of the logs, one file per pod. Kept after `stop` and removed at the next start. @default `logs` in runDir */
  readonly logDir?: string;
  readonly pythonPath: string;
  /** Interpreter by app, for apps with a Python environment of their own. @default pythonPath for every app */
  readonly appPythonPaths?: Readonly<Record<string, string>>;
  /** Program to run as `redis-server`. */
  readonly redisServer: string;
  /** Values of Secrets that their manifests leave empty, asked once for each. @default none */
  readonly secretValues?: SecretValues;
  /** Takes lines for a person: limits that are not enforced, ports that had to move. */
  readonly log: (line: string) => void;
  /** Second byte of the loopback addresses (64..191). @default the first that no other lab uses */
  readonly addressBlock?: number;
  /** Aborts the start and undoes what was begun. */
  readonly signal?: AbortSignal;
  /** PATH of the pods. @default PATH of this process */
  readonly searchPath?: string;
  /** Flags of the controllers that scale. @default those of the upstream programs */
  readonly autoscaling?: Partial<AutoscalingSettings>;
  /** @default the system clock */
  readonly clock?: Clock;
}

export const DEFAULT_STOP_GRACE_SECONDS = 10;
