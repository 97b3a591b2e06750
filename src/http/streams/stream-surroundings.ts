import { GraphQLError } from 'graphql';
import type { GraphQLContext, RequestFacts } from '../../graphql/graphql-context.ts';
import type { Subscriptions } from '../../graphql/subscriptions.ts';
import type { HeaderList } from '../api-headers.ts';
import type { HttpLog } from '../http-log.ts';
import type { RequestReader } from '../request-reader.ts';

/** What serves subscriptions, whichever way they come. */
export interface StreamSources {
  readonly subscriptions: Subscriptions;
  /** Opens the context of one subscription; without I/O. */
  readonly openContext: (facts: RequestFacts) => GraphQLContext;
}

/** What the streams share with the server around them. */
export interface StreamSurroundings extends StreamSources {
  readonly reader: RequestReader;
  /** Of every answer. */
  readonly headers: HeaderList;
  /** Told the status of each refusal of what never became a subscription. */
  readonly onRefused?: ((status: number) => void) | undefined;
  readonly log: HttpLog;
}

/** The refusal of a page of a foreign origin: a stream tells it what the cookie opens. */
export function foreignStream(): GraphQLError {
  return new GraphQLError('a page of this origin may not listen here', {
    extensions: { code: 'FORBIDDEN' },
  });
}
