import type { ReactElement } from 'react';
import { View } from '../../navigation/view.tsx';
import { useCart } from '../cart/use-cart.ts';
import { formatPrice, type Product, products } from './products.ts';
import { TeaCup } from './tea-cup.tsx';
import './catalogue.css';

/** All that the shop sells. */
export function CatalogueView(): ReactElement {
  const { lines, add } = useCart();
  return (
    <View title="Loose leaf, small batches" className="catalogue">
      <p className="lead">Eight teas that we drink ourselves, weighed when you order them.</p>
      <ul className="tea-grid">
        {products.map((product) => (
          <TeaCard
            key={product.sku}
            product={product}
            count={lines?.find((line) => line.product === product)?.count ?? 0}
            onAdd={() => void add(product, 1)}
          />
        ))}
      </ul>
    </View>
  );
}

interface TeaCardProps {
  readonly product: Product;
  /** How many are in the cart. */
  readonly count: number;
  readonly onAdd: () => void;
}

function TeaCard({ product, count, onAdd }: TeaCardProps): ReactElement {
  const { sku, name, origin, notes, priceCents, grams } = product;
  return (
    <li className="tea-card">
      <TeaCup sku={sku} />
      <h2>{name}</h2>
      <p className="tea-origin">{origin}</p>
      <p className="tea-notes">{notes}</p>
      <p className="tea-price">
        {formatPrice(priceCents)} <span>for {grams} g</span>
      </p>
      {/* Never disabled while it adds: clicks in quick succession all count. */}
      <button type="button" className="primary" onClick={onAdd}>
        Add to cart
        <span className="visually-hidden"> {name}</span>
        {count > 0 && (
          <span className="count">
            {count}
            <span className="visually-hidden"> in it</span>
          </span>
        )}
      </button>
    </li>
  );
}
