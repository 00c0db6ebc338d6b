import { homedir } from 'node:os';
import type { Lab, LoadedLab } from '../../contract';
import { ownImage } from '../../charts-src';
import type { MappedImage } from '../../local';

/** Whether the lab's own programs run, which need its Python environment and its model. */
export function runsShipped({ services, benchmarks }: Lab, names: readonly string[]): boolean {
  const isModelWorkedOn = names.some((name) => benchmarks[name]?.kind === 'quantization');
  return isModelWorkedOn || Object.values(services).some(({ enabled }) => enabled);
}

/** The commands of the user's own services, by the image that stands for each in the manifests of this machine. */
export function commandsOf({ lab, folder }: LoadedLab): Readonly<Record<string, MappedImage>> {
  return Object.fromEntries(
    Object.entries(lab.own).flatMap(([name, service]) => {
      const { enabled, command } = service;
      if (!enabled || command === undefined) return [];
      return [[ownImage(name, service, 'local'), { command, folder, environment: { HOME: homedir() }, manifest: 'own' }]];
    }),
  );
}
