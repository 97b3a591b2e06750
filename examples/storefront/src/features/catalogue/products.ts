/** Something that the shop sells. */
export interface Product {
  /** Names it in the session: `cart:<sku>` is how many are in the cart. */
  readonly sku: string;
  readonly name: string;
  readonly origin: string;
  readonly notes: string;
  readonly priceCents: number;
  readonly grams: number;
}

/** All of them. A real shop would ask another service. */
export const products: readonly Product[] = [
  {
    sku: 'sencha',
    name: 'Sencha',
    origin: 'Shizuoka, Japan',
    notes: 'Cut grass, sea air, a clean finish',
    priceCents: 1450,
    grams: 100,
  },
  {
    sku: 'white-peony',
    name: 'White Peony',
    origin: 'Fujian, China',
    notes: 'Melon, hay and a little honey',
    priceCents: 1680,
    grams: 50,
  },
  {
    sku: 'tie-guan-yin',
    name: 'Tie Guan Yin',
    origin: 'Anxi, China',
    notes: 'Orchid and butter, for many infusions',
    priceCents: 1920,
    grams: 100,
  },
  {
    sku: 'first-flush',
    name: 'First Flush',
    origin: 'Darjeeling, India',
    notes: 'Muscat grape, spring flowers',
    priceCents: 2150,
    grams: 100,
  },
  {
    sku: 'assam',
    name: 'Assam',
    origin: 'Brahmaputra valley, India',
    notes: 'Malt and dark bread; takes milk',
    priceCents: 980,
    grams: 125,
  },
  {
    sku: 'lapsang',
    name: 'Lapsang Souchong',
    origin: 'Wuyi mountains, China',
    notes: 'Pine smoke, dried longan',
    priceCents: 1540,
    grams: 100,
  },
  {
    sku: 'pu-erh',
    name: 'Ripe Pu-erh',
    origin: 'Yunnan, China',
    notes: 'Forest floor, cocoa, very mild',
    priceCents: 2480,
    grams: 200,
  },
  {
    sku: 'rooibos',
    name: 'Rooibos',
    origin: 'Cederberg, South Africa',
    notes: 'Vanilla and red wood; no caffeine',
    priceCents: 760,
    grams: 100,
  },
];

const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });

/** As in `€14.50`. */
export function formatPrice(cents: number): string {
  return euros.format(cents / 100);
}
