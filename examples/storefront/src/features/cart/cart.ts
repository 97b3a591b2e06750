import { type Product, products } from '../catalogue/products.ts';

/** How many of one product are in the cart. */
export interface CartLine {
  readonly product: Product;
  /** At least 1. */
  readonly count: number;
}

/**
 * The session's key for one product of the cart.
 *
 * One key a product, and not one value with the whole cart: two tabs that add at the same time change two numbers, and
 * neither overwrites what the other wrote.
 */
export function cartKey(sku: string): string {
  return `cart:${sku}`;
}

/** The cart that a session keeps, in the order of the catalogue. */
export function cartLines(values: Readonly<Record<string, unknown>>): readonly CartLine[] {
  return products.flatMap((product) => {
    const count = values[cartKey(product.sku)];
    // Two tabs that take the last one out may leave less than none.
    return typeof count === 'number' && count > 0 ? [{ product, count }] : [];
  });
}

/** How many things are in the cart. */
export function cartCount(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { count }) => sum + count, 0);
}

/** What the cart costs, in cents. */
export function cartTotalCents(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { product, count }) => sum + product.priceCents * count, 0);
}
