/** An amount of money in the smallest unit of its currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) {
    throw new Error(`Cannot add ${b.currency} to ${a.currency}`);
  }
  return { amount: a.amount + b.amount, currency: a.currency };
}

export function multiply(money: Money, factor: number): Money {
  return { amount: Math.round(money.amount * factor), currency: money.currency };
}

export function format(money: Money, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency }).format(money.amount / 100);
}
