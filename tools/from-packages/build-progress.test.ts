import { BuildProgress } from './build-progress';

function recorded(): { lines: string[]; clock: { seconds: number }; progress: BuildProgress } {
  const lines: string[] = [];
  const clock = { seconds: 0 };
  const parts = [
    { name: 'kube', title: 'kube v1.34.4 from its Go module', expectedSeconds: 600 },
    { name: 'kind', title: 'kind v0.33.0 from its Go module', expectedSeconds: 60 },
  ];
  return {
    lines,
    clock,
    progress: new BuildProgress(
      parts,
      (line) => lines.push(line),
      () => clock.seconds,
    ),
  };
}

test('a part is announced with its number and the time left for all of them', async () => {
  const { lines, progress } = recorded();
  await progress.run('kube', () => Promise.resolve());
  expect(lines[0]).toBe('==> [1/2] kube v1.34.4 from its Go module  (about 11m00s left)');
});

test('a long part says how far it is, but not with every package', async () => {
  const { lines, clock, progress } = recorded();
  await progress.run('kube', (part) => {
    for (let share = 1; share <= 10; share++) {
      clock.seconds += 60;
      part.done(share / 10);
      part.done(share / 10);
    }
    return Promise.resolve();
  });
  expect(lines.filter((line) => line.includes('%'))).toHaveLength(10);
  expect(lines[5]).toBe('    50 %  (about 6m00s left)');
  expect(lines.at(-1)).toBe('    done in 10m00s');
});

test('work in the cache of a compiler is not counted, but reading modules and linking is', async () => {
  const { progress } = recorded();
  await progress.run('kube', (part) => {
    part.toDo(0.1);
    expect(progress.leftSeconds()).toBeCloseTo(125);
    return Promise.resolve();
  });
});
