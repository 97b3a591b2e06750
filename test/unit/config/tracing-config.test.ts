import { describe, expect, it } from '@jest/globals';
import { describeConfig } from '../../../src/config/describe-config.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';

type Env = Readonly<Record<string, string>>;

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('the options of tracing', () => {
  it('are absent where no collector is named, whatever else is set', () => {
    expect(parseConfig({}, () => '').tracing).toBeUndefined();
    const others = { OTEL_SERVICE_NAME: 'shop', OTEL_TRACES_EXPORTER: 'otlp', OTEL_X: 'y' };
    expect(parseConfig(others, () => '').tracing).toBeUndefined();
  });

  it('have defaults', () => {
    expect(parseConfig(endpoint, () => '').tracing).toEqual({
      url: 'http://collector:4318/v1/traces',
      headers: {},
      serviceName: 'ringgate',
      samplingRatio: 1,
    });
  });

  it('are read from the environment and the file', () => {
    const file = `tracing:
      endpoint: https://collector.example/otlp/
      serviceName: shop
      samplingRatio: 0.25`;
    const env = { RINGGATE_CONFIG: 'x.yaml', OTEL_EXPORTER_OTLP_HEADERS: 'Api-Key=a%3Db%20c, b=2' };
    expect(parseConfig(env, () => file).tracing).toEqual({
      url: 'https://collector.example/otlp/v1/traces',
      headers: { 'Api-Key': 'a=b c', b: '2' },
      serviceName: 'shop',
      samplingRatio: 0.25,
    });
  });

  it('are shown without the values of headers', () => {
    const env = { ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'api-key=the-secret' };
    const shown = describeConfig(parseConfig(env, () => ''));
    expect(shown).toContain('api-key: "***"');
    expect(shown).not.toContain('the-secret');
  });

  it.each<[string, Env, string]>([
    ['an address without a scheme', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'ENDPOINT'],
    [
      'a user in the URL',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://u:the-secret@c:4318' },
      'ENDPOINT',
    ],
    [
      'a query in the URL',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318?x=the-secret' },
      'ENDPOINT',
    ],
    ['a header without a value', { OTEL_EXPORTER_OTLP_HEADERS: 'the-secret' }, 'HEADERS'],
    ['a header with a line', { OTEL_EXPORTER_OTLP_HEADERS: 'a=the-secret%0Ab' }, 'HEADERS'],
    ['a broken encoding', { OTEL_EXPORTER_OTLP_HEADERS: 'a=the-secret%zz' }, 'HEADERS'],
    ['a ratio above 1', { OTEL_TRACES_SAMPLER_ARG: '1.1' }, 'SAMPLER_ARG'],
    ['a ratio below 0', { OTEL_TRACES_SAMPLER_ARG: '-0.1' }, 'SAMPLER_ARG'],
    ['a word', { OTEL_TRACES_SAMPLER_ARG: 'half' }, 'SAMPLER_ARG'],
  ])('refuse %s', (_name, env, variable) => {
    const parse = (): unknown => parseConfig(env, () => '');
    expect(parse).toThrow(variable);
    expect(parse).not.toThrow('the-secret');
  });
});
