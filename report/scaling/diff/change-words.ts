import type { ObjectChange } from '../../../scaling/diff';

/** `HPA api: max 5 → 20; target CPU 70 → 50 %` */
export function changeWords({ object, change, renamedFrom, settings }: ObjectChange): string {
  const all = settings.map(({ words }) => words).join('; ');
  switch (change) {
    case 'added':
      return `${object} is new: ${settings.map(({ label, head }) => `${label} ${head ?? ''}`.trimEnd()).join('; ')}`;
    case 'removed':
      return `${object} is removed`;
    case 'renamed':
      return `${object} (was ${renamedFrom ?? ''}): ${all === '' ? 'same settings under a new name' : all}`;
    case 'changed':
      return `${object}: ${all}`;
  }
}
