// What browsers send as an origin, and nothing that a shell or a terminal would take for more than text.
const printableOrigin = /^(?:null|https?:\/\/[a-z0-9._[\]:-]{1,253})$/i;

/**
 * An origin as it may be shown and pasted, since whoever asks chooses it.
 *
 * @returns Absent when it is none that a browser sends.
 */
export function printableOriginOf(header: string | undefined): string | undefined {
  return header !== undefined && printableOrigin.test(header) ? header : undefined;
}

/** The command that says why pages of this origin have trouble with the cookie. */
export function doctorHint(origin: string): string {
  return `ringgate doctor --origin ${origin}`;
}
