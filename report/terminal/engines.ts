import { engineSentence, type EngineComparison } from '../model/engines';
import { plain } from '../../contract';
import type { Paint } from './ansi';
import { hanging, wrapped } from './layout';

/** A line for each engine and each prediction, then the missing ones and how to get them. Commands are never broken. */
export function engineLines({ benchmark, rows, missing }: EngineComparison, width: number, paint: Paint): string[] {
  const longest = Math.max(0, ...rows.map(({ label }) => label.length));
  return [
    ...wrapped(`Predicted and measured (${plain(benchmark)})`, width).map((line) => paint('strong', line)),
    ...rows.flatMap((row) => hanging(`  ${row.label.padEnd(longest)}  `, engineSentence(row), width)),
    ...missing.flatMap(({ text, command }) => [
      ...hanging('  ', plain(text), width),
      ...(command === undefined ? [] : [`    ${plain(command)}`]),
    ]),
  ];
}
