import type { ReactElement } from 'react';
import { PageLink } from '../../navigation/page-link.tsx';
import { focusHeading, View } from '../../navigation/view.tsx';
import { formatPrice } from '../catalogue/products.ts';
import { TeaCup } from '../catalogue/tea-cup.tsx';
import { cartTotalCents, type CartLine } from './cart.ts';
import { type Cart, useCart } from './use-cart.ts';
import './cart.css';

/** What the user is about to buy. */
export function CartView(): ReactElement {
  const cart = useCart();
  return (
    <View title="Your cart" className="cart">
      <CartContent cart={cart} />
    </View>
  );
}

function CartContent({ cart }: { readonly cart: Cart }): ReactElement {
  const { lines } = cart;
  if (lines === undefined) return <p>Your cart has not been read yet.</p>;
  if (lines.length === 0) {
    return (
      <p>
        There is nothing in it. <PageLink to="/">Look at the teas</PageLink>
      </p>
    );
  }
  return (
    <>
      <ul className="cart-lines">
        {lines.map((line) => (
          <CartItem key={line.product.sku} line={line} cart={cart} />
        ))}
      </ul>
      <p className="cart-total">
        <span>Total</span> <strong>{formatPrice(cartTotalCents(lines))}</strong>
      </p>
    </>
  );
}

function CartItem({ line, cart }: { readonly line: CartLine; readonly cart: Cart }): ReactElement {
  const { product, count } = line;
  const remove = async (): Promise<void> => {
    await cart.remove(product);
    // The button that had the focus went with its line.
    focusHeading();
  };
  const takeOne = (): void => {
    void (count === 1 ? remove() : cart.add(product, -1));
  };
  return (
    <li className="cart-line">
      <TeaCup sku={product.sku} />
      <div>
        <h2>{product.name}</h2>
        <p className="cart-price">{formatPrice(product.priceCents)} each</p>
      </div>
      <div className="stepper" role="group" aria-label={`How many ${product.name}`}>
        <button type="button" aria-label={`One ${product.name} less`} onClick={takeOne}>
          −
        </button>
        <output>{count}</output>
        <button
          type="button"
          aria-label={`One ${product.name} more`}
          onClick={() => void cart.add(product, 1)}
        >
          +
        </button>
      </div>
      <p className="cart-sum">{formatPrice(product.priceCents * count)}</p>
      <button type="button" className="quiet" onClick={() => void remove()}>
        Remove
        <span className="visually-hidden"> {product.name}</span>
      </button>
    </li>
  );
}
