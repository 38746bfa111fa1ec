import { add, multiply, type Money } from './price.js';

export interface CartItem {
  readonly sku: string;
  readonly title: string;
  readonly price: Money;
  quantity: number;
}

export class Cart {
  private readonly items = new Map<string, CartItem>();

  constructor(private readonly currency: string) {}

  get size(): number {
    return this.items.size;
  }

  put(item: CartItem): void {
    const existing = this.items.get(item.sku);
    if (existing === undefined) {
      this.items.set(item.sku, item);
    } else {
      existing.quantity += item.quantity;
    }
  }

  remove(sku: string): boolean {
    return this.items.delete(sku);
  }

  clear(): void {
    this.items.clear();
  }

  total(): Money {
    let total: Money = { amount: 0, currency: this.currency };
    for (const item of this.items.values()) {
      total = add(total, multiply(item.price, item.quantity));
    }
    return total;
  }

  toJSON(): CartItem[] {
    return [...this.items.values()];
  }
}
