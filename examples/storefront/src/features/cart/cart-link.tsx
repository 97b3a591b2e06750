import type { ReactElement } from 'react';
import { PageLink } from '../../navigation/page-link.tsx';
import { cartCount } from './cart.ts';
import { useCart } from './use-cart.ts';

/** The way to the cart, with how many things are in it. */
export function CartLink(): ReactElement {
  const { lines } = useCart();
  const count = cartCount(lines ?? []);
  return (
    <PageLink to="/cart">
      Cart
      {count > 0 && (
        <span className="count">
          {count}
          <span className="visually-hidden"> {count === 1 ? 'item' : 'items'}</span>
        </span>
      )}
    </PageLink>
  );
}
