import bowser from 'bowser';

/** Longer ones would not fit the record's packed field. */
const maxLabelLength = 24;

/** Longer ones are not worth parsing. */
const maxUserAgentLength = 512;

/**
 * Names the browser and system of a `User-Agent` header, for people to tell their sessions apart.
 *
 * @returns As in `Firefox on Linux`, or a program's own name, as in `curl`; at most 24 characters of printable ASCII.
 *   Absent when the header says nothing that can be read.
 */
export function deviceLabel(userAgent: string | undefined): string | undefined {
  if (userAgent === undefined || userAgent === '') return undefined;
  const agent = userAgent.slice(0, maxUserAgentLength);
  const { browser, os } = bowser.parse(agent);
  const program = /^[\w.-]+/.exec(agent)?.[0];
  const label = isName(browser.name)
    ? isName(os.name)
      ? `${browser.name} on ${os.name}`
      : browser.name
    : program;
  const printable = label
    ?.replaceAll(/[^\x20-\x7e]/g, '')
    .slice(0, maxLabelLength)
    .trim();
  return printable === '' ? undefined : printable;
}

function isName(name: string | undefined): name is string {
  return name !== undefined && name !== '';
}
