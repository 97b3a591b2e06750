const harmless = /^(?:id|weight|db|sentinelTls)=/;
const knownSecret = /^(?:username|password|sentinelUsername|sentinelPassword)(?==)/;

/**
 * A node's URL as it may be shown: user, password and the values of unexpected query keys are replaced.
 * Works on the text, since a URL with a fault in it holds its password all the same.
 */
export function maskedUrl(url: string): string {
  const [, scheme = '', text = ''] = /^([a-z0-9+.-]+:\/\/)?(.*)$/is.exec(url) ?? [];
  const end = text.lastIndexOf('@') + 1;
  const isQuerySecret = text.slice(0, end).includes('?');
  // An @ behind a question mark may be a password's, and the rest of that comes after it.
  const shown = isQuerySecret ? text.slice(end).replace(/^[^&]*/, '') : text.slice(end);
  const user = end === 0 ? '' : `***${isQuerySecret ? '' : '@'}`;
  return `${scheme}${user}${maskedQuery(shown, isQuerySecret)}`;
}

/** @param follows Whether a secret is before it, which may have held a `&` and go on here. */
function maskedQuery(text: string, follows: boolean): string {
  let isAfterSecret = follows;
  return text.replaceAll(/([?&])([^&]*)/g, (_all, sign: string, pair: string) => {
    if (harmless.test(pair)) return `${sign}${pair}`;
    const [name] = knownSecret.exec(pair) ?? [];
    if (name === undefined && isAfterSecret) return `${sign}***`;
    isAfterSecret ||= name !== undefined;
    return `${sign}${name ?? pair.split('=', 1)[0] ?? ''}=***`;
  });
}
