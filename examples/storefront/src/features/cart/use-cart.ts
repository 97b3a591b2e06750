import { useMemo } from 'react';
import { useSession } from '../../gateway/use-session.ts';
import { useSessionChange } from '../../gateway/use-session-change.ts';
import { useNotices } from '../notices/notices-context.ts';
import { explainFailure } from '../notices/explain-failure.ts';
import type { Product } from '../catalogue/products.ts';
import { AddToCartDocument, RemoveFromCartDocument } from './cart-documents.ts';
import { type CartLine, cartKey, cartLines } from './cart.ts';

/** The cart, and what can be done to it. Failures are told as notices. */
export interface Cart {
  /** Absent while the session is not known. */
  readonly lines: readonly CartLine[] | undefined;
  /** @param by How many more; negative for fewer, never all of them. */
  readonly add: (product: Product, by: number) => Promise<void>;
  readonly remove: (product: Product) => Promise<void>;
}

/** The cart of this session. It is there before signing in, and stays when the user does. */
export function useCart(): Cart {
  const session = useSession();
  const notices = useNotices();
  const change = useSessionChange(AddToCartDocument);
  const drop = useSessionChange(RemoveFromCartDocument);
  const lines = useMemo(
    () => (session === undefined ? undefined : cartLines(session?.values ?? {})),
    [session],
  );
  const tell = async (doing: Promise<void>, done: string, product: Product): Promise<void> => {
    try {
      await doing;
      notices.tell(`${product.name} ${done}.`);
    } catch (error) {
      notices.tell(`${product.name}: ${explainFailure(error)}`, 'problem');
    }
  };
  return {
    lines,
    add: (product, by) => {
      const done = by > 0 ? 'is in your cart' : 'is one less in your cart';
      return tell(change({ key: cartKey(product.sku), by }), done, product);
    },
    remove: (product) =>
      tell(drop({ key: cartKey(product.sku) }), 'is no longer in your cart', product),
  };
}
