import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { parseConfig } from '../../../src/config/parse-config.ts';
import type { GatewayConfig } from '../../../src/config/gateway-config.ts';

/** The text of a file of the repository. */
export function fileText(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

/** All documents of a YAML file. @throws When one is malformed. */
export function yamlDocuments<Shape>(path: string): Shape[] {
  return parseAllDocuments(fileText(path), { merge: true }).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as Shape;
  });
}

/** What the gateway makes of an environment, with what the image sets. @throws {ConfigError} */
export function configOf(env: Readonly<Record<string, string>>): GatewayConfig {
  return parseConfig({ ...imageEnvironment(), ...env }, () => '');
}

/** What the Dockerfile's `ENV` sets. */
export function imageEnvironment(): Record<string, string> {
  const env = /^ENV ((?:.*\\\n)*.*)$/m.exec(fileText('Dockerfile'))?.[1] ?? '';
  return Object.fromEntries(
    env
      .replaceAll('\\\n', ' ')
      .split(/\s+/)
      .map((pair) => pair.split('=') as [string, string]),
  );
}
