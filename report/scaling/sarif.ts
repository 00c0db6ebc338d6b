import { jsonText, plain, ZERO_WIDTH_SPACE } from '../../contract';
import { lintNotJudged } from './not-judged';
import { RULES, type Finding, type LintReport, type Rule } from '../../scaling/lint';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** SARIF 2.1.0, for code scanning: every rule, every finding, the suppressed ones with their reason, and what was not read. */
export function renderSarif(report: LintReport, toolVersion: string): string {
  const { findings, suppressed } = report;
  const results = [
    ...findings.map((finding) => resultOf(finding)),
    ...suppressed.map(({ finding, reason }) => ({
      ...resultOf(finding),
      suppressions: [{ kind: 'inSource', justification: inert(reason) }],
    })),
  ];
  const driver = { name: 'ml-scaling-lab', version: toolVersion, rules: RULES.map(descriptorOf) };
  return jsonText({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notReadIn(report) }],
        results,
        properties: { kubernetesVersion: report.kubernetesVersion },
      },
    ],
  });
}

function notReadIn(report: LintReport): object[] {
  return lintNotJudged(report).map((sentence) => ({ level: 'warning', message: { text: inert(`Not read: ${sentence}`) } }));
}

function descriptorOf({ id, severity, title, why, fix, source }: Omit<Rule, 'check'>): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why}\n\nFix: ${fix}\n\nSource: ${source}. See docs/lint.md#${id}.` },
    defaultConfiguration: { level: severity },
  };
}

function resultOf({ rule, severity, object, file, line, path, message, fix }: Finding): object {
  return {
    ruleId: rule,
    ruleIndex: RULES.findIndex(({ id }) => id === rule),
    level: severity,
    message: { text: inert(`${object}: ${path} ${message}. ${fix}`) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } },
        logicalLocations: [{ name: inert(object), fullyQualifiedName: inert(`${object} ${path}`) }],
      },
    ],
  };
}

/** Texts that viewers of SARIF turn into links or mentions: `[text](target)`, addresses, `@name`, `#12`. */
const LINK = /\](?=\()|[a-z]:(?=\/\/)|\bwww(?=\.)|@(?=\S)|#(?=\w)/gi;

/** Text from manifests as text alone. Messages are shown as they are, so there is no escape. */
function inert(text: string): string {
  return plain(text).replace(LINK, (sign) => `${sign}${ZERO_WIDTH_SPACE}`);
}

/** A path as a URI reference, relative as it was given. */
function uriOf(file: string): string {
  return file.replaceAll('\\', '/').replace(/^\.\//, '').split('/').map(encodeURIComponent).join('/');
}
