import { readFile, writeFile } from 'node:fs/promises';
import { Cart, type CartItem } from './cart.js';

export async function loadCart(path: string, currency: string): Promise<Cart> {
  const cart = new Cart(currency);
  const text = await readFile(path, 'utf8');
  const items = JSON.parse(text) as CartItem[];
  for (const item of items) {
    cart.put(item);
  }
  return cart;
}

export async function saveCart(path: string, cart: Cart): Promise<void> {
  await writeFile(path, JSON.stringify(cart, null, 2));
}
