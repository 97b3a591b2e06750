import { fileURLToPath } from 'node:url';

/**
 * Sums up a V8 CPU profile by function and by package: time in the code itself, not in what it calls.
 *
 * @param profile As `node --cpu-prof` writes it; its instants are microseconds of the monotonic clock.
 * @param window `fromUs` and `toUs`: only samples between these instants count.
 * @returns `totalUs`, and `functions` and `packages`: `[name, us]`, the most first.
 */
export function selfTimes(profile, { fromUs, toUs }) {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const functions = new Map();
  const packages = new Map();
  let totalUs = 0;
  let at = profile.startTime;
  for (const [index, id] of profile.samples.entries()) {
    const from = at + profile.timeDeltas[index];
    // A sample holds until the next one is taken.
    const lastsUs = profile.timeDeltas[index + 1] ?? 0;
    at = from;
    if (from < fromUs || from > toUs) continue;
    const frame = nodes.get(id);
    totalUs += lastsUs;
    add(functions, functionName(frame), lastsUs);
    add(packages, packageName(frame), lastsUs);
  }
  return { totalUs, functions: descending(functions), packages: descending(packages) };
}

function functionName({ functionName: name, url, lineNumber }) {
  return url === '' ? name : `${name || '(anonymous)'}  ${shortPath(url)}:${lineNumber + 1}`;
}

function packageName({ functionName: name, url }) {
  if (url === '') return name.startsWith('(') ? name : '(native)';
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  const inPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  return inPackage ? inPackage[1] : shortPath(url).split('/').slice(0, 2).join('/');
}

function shortPath(url) {
  if (!url.startsWith('file:')) return url;
  const root = fileURLToPath(new URL('../../', import.meta.url));
  return fileURLToPath(url)
    .replace(root, '')
    .replace(/.*node_modules\//, '');
}

function add(sums, name, us) {
  sums.set(name, (sums.get(name) ?? 0) + us);
}

function descending(sums) {
  return [...sums].sort(([, a], [, b]) => b - a);
}
