import { type BrowserFinding, hasProblem } from '../browsers/browser-finding.ts';

/** What was looked at, and what was found. */
export interface DoctorReport {
  /** The page's origin; `null` for a file. */
  readonly origin: string;
  readonly url: string;
  /** Whether the gateway was asked, or only the configuration read. */
  readonly asked: boolean;
  readonly findings: readonly BrowserFinding[];
}

/** For people: one line a finding. */
export function doctorText({ origin, url, asked, findings }: DoctorReport): string {
  const source = asked
    ? 'by the configuration of this environment and by what the gateway answers'
    : 'by the configuration of this environment; with --url the gateway is asked, too';
  const width = Math.max(...findings.map(({ topic }) => topic.length));
  const lines = findings.map(({ level, topic, text, wayOut }) => {
    const way = wayOut === undefined ? '' : ` -> ${wayOut}`;
    return `${level.padEnd('problem'.length)}  ${topic.padEnd(width)}  ${text}${way}`;
  });
  return [
    `A page of ${origin} and the gateway at ${url},`,
    `${source}:`,
    '',
    ...lines,
    '',
    conclusion(findings),
    '',
  ].join('\n');
}

/** For machines. */
export function doctorJson(report: DoctorReport): string {
  return `${JSON.stringify({ ...report, works: !hasProblem(report.findings) }, undefined, 2)}\n`;
}

function conclusion(findings: readonly BrowserFinding[]): string {
  if (!hasProblem(findings)) {
    return findings.some(({ level }) => level === 'note')
      ? 'Nothing stands in the way; mind the notes.'
      : 'Nothing stands in the way.';
  }
  const problems = findings.filter(({ level }) => level === 'problem').length;
  return problems === 1
    ? 'One problem stands in the way.'
    : `${problems} problems stand in the way.`;
}
