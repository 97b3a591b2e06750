/** The first version whose scripts may read the time and write after it, and whose SET takes all that ours use. */
export const requiredVersion = '6.2';

/** What a server says of itself. Absent: it did not say, since INFO or CONFIG is forbidden or the server has no such. */
export interface ServerFacts {
  readonly version: string | undefined;
  readonly isLoading: boolean;
  readonly isReplica: boolean;
  readonly evictionPolicy: string | undefined;
  readonly isPersistent: boolean | undefined;
}

/**
 * @param info The answer to INFO.
 * @param save The option `save` of CONFIG, empty when no snapshots are made; absent when it is not known.
 */
export function readServerFacts(info: string, save: string | undefined): ServerFacts {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1];
  const hasAppendOnlyFile = field('aof_enabled') === '1';
  return {
    version: field('redis_version'),
    isLoading: field('loading') === '1',
    isReplica: field('role') === 'slave',
    evictionPolicy: field('maxmemory_policy'),
    isPersistent: hasAppendOnlyFile || (save === undefined ? undefined : save !== ''),
  };
}

/** Whether a version is {@link requiredVersion} or later; true when it is not known. */
export function isRecentEnough(version: string | undefined): boolean {
  if (version === undefined) return true;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [requiredMajor = 0, requiredMinor = 0] = requiredVersion.split('.').map(Number);
  return major > requiredMajor || (major === requiredMajor && minor >= requiredMinor);
}

/** What an operator should know of a server that may be used, a sentence each. */
export function warningsAbout(facts: ServerFacts): readonly string[] {
  const { evictionPolicy, isPersistent, isReplica } = facts;
  const warnings: string[] = [];
  if (evictionPolicy !== undefined && evictionPolicy !== 'noeviction') {
    warnings.push(
      `maxmemory-policy is ${evictionPolicy}: a full server drops sessions; set it to noeviction`,
    );
  }
  if (isPersistent === false) {
    warnings.push(
      'the server persists nothing: a restart ends its sessions; set appendonly or save',
    );
  }
  if (isReplica) warnings.push('the server is a replica: it takes no writes');
  return warnings;
}
