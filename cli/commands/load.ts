import type { Command } from 'commander';
import { measureUrl } from '../../benchmarks/url/measure-url';
import { ExitCode, jsonText } from '../../contract';
import { renderLoadAnswer } from '../../report/load/answer';
import { report } from '../command-error';
import type { CommandContext } from '../context';
import { Interrupted } from '../interrupt';
import { offeredOf, timeoutMsOf, type OfferedFlags } from '../load/offered';
import { requestOfFlags, type RequestFlags } from '../load/request';
import { parseSlo } from '../load/slo';
import { loadTarget } from '../load/target';

interface Options extends RequestFlags, OfferedFlags {
  readonly slo: string;
  readonly iMayLoadThisHost?: true;
  readonly json?: true;
}

const EXAMPLES = `
Prints three lines: the load that it holds within the SLO, where it breaks, and what to give to ./lab diff.
With a load of yours (--rps, --concurrency, --scenario) and --slo, exit 6 when that load misses the SLO.

Examples:
  ./lab load http://localhost:8000/
  ./lab load http://localhost:8000/predict --body request.json --slo p95=100ms
  ./lab load http://localhost:8000/predict --body template.json --data texts.txt --expect-json '$.label=^(spam|ham)$' --rps 20`;

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function addLoad(program: Command, context: CommandContext): void {
  program
    .command('load')
    .argument('<url>', 'http or https address of one request, its path and query included')
    .option('--method <method>', 'GET, POST, PUT, PATCH or DELETE (default: POST with a body, else GET)')
    .option('--header <header>', "such as 'x-api-key: 1234'; several times for several", collect, [])
    .option('--body <file>', 'what a request carries; {{json}} or {{line}} in it stands for a line of --data')
    .option('--data <file>', 'lines that fill the body or the path, a request for each in turn')
    .option('--expect-status <status...>', 'statuses of a right answer (default: 200 to 299)')
    .option('--expect <pattern>', 'regular expression that a right answer matches')
    .option(
      '--expect-json <path=pattern>',
      "value of a right answer, such as '$.label=^spam$'; several times for several",
      collect,
      [],
    )
    .option('--rps <rate>', 'measure at this many requests a second (default: so few that they do not wait for each other)')
    .option('--concurrency <clients>', 'measure with this many clients, each waiting for its answer')
    .option('--scenario <file>', 'measure under these phases, as in lab.yaml')
    .option('--slo <bounds>', 'what counts as fast enough', 'p95=250ms,errors=1%')
    .option('--timeout <seconds>', 'after this a request counts as failed', '10')
    .option('--i-may-load-this-host', 'the host is public, and those who run it expect the load')
    .option('--json', 'print the whole result as JSON; ./lab diff --service-times reads it')
    .description('measure a service that runs already: the load it holds within an SLO, and where it breaks')
    .addHelpText('after', EXAMPLES)
    .action(async (url: string, options: Options, command: Command) => {
      const slo = parseSlo(options.slo);
      const scenario = offeredOf(options);
      const target = await loadTarget(url, options.iMayLoadThisHost === true);
      const request = requestOfFlags(target, options);
      endAtOnce(context.interrupt.signal);
      const result = await measureUrl({
        origin: target.origin,
        request,
        slo,
        timeoutMs: timeoutMsOf(options.timeout),
        ...(scenario === undefined ? {} : { scenario }),
        print: (line) => process.stderr.write(`${line}\n`),
      });
      process.stdout.write(options.json === true ? jsonText(result) : renderLoadAnswer(result, slo));
      // A load and a bound that were both asked for are a gate.
      const isGate = scenario !== undefined && command.getOptionValueSource('slo') === 'cli';
      const p95Ms = result.metrics['p95Ms'];
      const isWithin = p95Ms !== undefined && p95Ms <= slo.p95Ms && (result.metrics['errorRate'] ?? 1) <= slo.errorRate;
      context.exit(isGate && !isWithin ? ExitCode.verdict : ExitCode.ok);
    });
}

/** A stopped measurement keeps nothing, so ending the process is the quickest way to end its load. */
function endAtOnce(signal: AbortSignal): void {
  signal.addEventListener('abort', () => process.exit(report(new Interrupted(), (text) => process.stderr.write(`\n${text}\n`))), {
    once: true,
  });
}
