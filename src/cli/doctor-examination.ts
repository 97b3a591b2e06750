import { answerFinding } from '../browsers/answer-finding.ts';
import type { BrowserFinding } from '../browsers/browser-finding.ts';
import { comparedFindings } from '../browsers/compared-findings.ts';
import { diagnose, diagnoseOpaqueOrigin } from '../browsers/diagnosis.ts';
import { opaqueOrigin } from '../browsers/page-origin.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { askGateway } from './doctor-probe.ts';

/** Finds out what browsers do with the cookie. @param ask Whether to ask the gateway, too. */
export async function examine(
  page: URL | typeof opaqueOrigin,
  gateway: URL,
  config: GatewayConfig,
  ask: boolean,
): Promise<readonly BrowserFinding[]> {
  if (page === opaqueOrigin) return diagnoseOpaqueOrigin();
  const encounter = { ...config, page, gateway };
  const configured = diagnose(encounter);
  if (!ask) return configured;
  const answers = await askGateway(page, gateway);
  return comparedFindings(encounter, configured, answerFinding(encounter, answers));
}
