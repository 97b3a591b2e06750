import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { unconditionalSubscriptionRule } from '../../../src/graphql/limits/unconditional-subscription.ts';

const schema = buildSchema(`
  type Event { at: Int next: Event }
  type Query { event: Event }
  type Subscription { event: Event }
`);

function messages(document: string): readonly string[] {
  return validate(schema, parse(document), [unconditionalSubscriptionRule]).map(
    ({ message }) => message,
  );
}

describe('the field of a subscription', () => {
  it.each([
    'subscription { event { at } }',
    'subscription { event { at @skip(if: true) ... @include(if: false) { at } } }',
    'subscription { ... { ...A } } fragment A on Subscription { event { ...B } } fragment B on Event { at @skip(if: true) }',
    'query { event @skip(if: true) { at } } subscription S { event { at } }',
    'subscription { ...A } fragment A on Subscription { ...A event { at } }',
  ])('is always there in %s', (document) => {
    expect(messages(document)).toEqual([]);
  });

  it.each([
    'subscription { event @skip(if: true) { at } }',
    'subscription ($if: Boolean!) { event @include(if: $if) { at } }',
    'subscription { ... @skip(if: true) { event { at } } }',
    'subscription { ... { ... on Subscription { event @skip(if: true) { at } } } }',
    'subscription { ...A @include(if: false) } fragment A on Subscription { event { at } }',
    'subscription { ...A } fragment A on Subscription { ...B } fragment B on Subscription { event @skip(if: true) { at } }',
  ])('may be left out in %s, which is refused', (document) => {
    expect(messages(document)).toEqual([expect.stringContaining('neither skipped nor included')]);
  });
});
