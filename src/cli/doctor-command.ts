import { type Command, InvalidArgumentError } from 'commander';
import { hasProblem } from '../browsers/browser-finding.ts';
import {
  opaqueOrigin,
  originRule,
  originWithin,
  parsePageOrigin,
} from '../browsers/page-origin.ts';
import type { GatewayConfig, ListenConfig } from '../config/gateway-config.ts';
import { doctorJson, doctorText } from './doctor-report.ts';

/** What `ringgate doctor` uses of the process. */
export interface DoctorIo {
  readonly stdout: { write(text: string): unknown };
  /** Reads the configuration of this environment. @throws ConfigError */
  readonly readConfig: () => GatewayConfig;
  /** Called when something was found that does not work. */
  readonly onProblem: () => void;
}

interface DoctorOptions {
  readonly origin: URL | typeof opaqueOrigin;
  readonly url?: URL;
  readonly json?: true;
}

/** Adds `doctor` to the `ringgate` command: says why a browser would drop the cookie or not send it. */
export function addDoctorCommand(program: Command, io: DoctorIo): void {
  program
    .command('doctor')
    .description('Say whether browsers keep and send the cookie for the pages of an origin.')
    .requiredOption(
      '--origin <origin>',
      'The origin of the pages, as in https://app.example; null for a file.',
      originOf,
    )
    .option(
      '--url <url>',
      'Where browsers find the gateway, which is then asked, too. Default: http://<HOST>:<PORT>/graphql, which is not asked.',
      gatewayUrlOf,
    )
    .option('--json', 'As JSON.')
    .action(async ({ origin, url, json }: DoctorOptions) => {
      const config = io.readConfig();
      const gateway = url ?? defaultUrl(program, config.listen);
      const asked = url !== undefined && origin !== opaqueOrigin;
      // Imported here: the list of public suffixes takes time and memory that a gateway has no use for.
      const { examine } = await import('./doctor-examination.ts');
      const findings = await examine(origin, gateway, config, asked);
      const name = origin === opaqueOrigin ? origin : origin.origin;
      const report = { origin: name, url: gateway.href, asked, findings };
      io.stdout.write(json === true ? doctorJson(report) : doctorText(report));
      if (hasProblem(findings)) io.onProblem();
    });
}

function originOf(text: string): URL | typeof opaqueOrigin {
  const origin = parsePageOrigin(text);
  if (origin !== undefined) return origin;
  const within = originWithin(text);
  const hint = within === undefined ? '' : ` (did you mean ${within}?)`;
  throw new InvalidArgumentError(`It must be ${originRule}${hint}.`);
}

function gatewayUrlOf(text: string): URL {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.username !== '' || url.password !== '') {
    throw new InvalidArgumentError(
      'It must be an address without a password, as in https://gateway.example/graphql.',
    );
  }
  url.search = '';
  url.hash = '';
  if (url.pathname === '/') url.pathname = '/graphql';
  return url;
}

/** Where a browser on this machine finds the gateway. */
function defaultUrl(program: Command, { host, port }: ListenConfig): URL {
  if (port === 0) program.error('error: PORT is 0, any free one: name the address with --url');
  const reachable = ['0.0.0.0', '::', ''].includes(host) ? 'localhost' : host;
  const name = reachable.includes(':') ? `[${reachable}]` : reachable;
  return new URL(`http://${name}:${port}/graphql`);
}
