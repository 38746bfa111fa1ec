import type { Engine, InfillRequest } from '../../engine/engine';

/** An engine that is asked something else than what it is given, and is the given engine otherwise. */
export function askedOtherwise(engine: Engine, change: (request: InfillRequest) => InfillRequest): Engine {
  const infill: Engine['infill'] = (model, request, signal, onText) =>
    engine.infill(model, change(request), signal, onText);
  return new Proxy(engine, {
    get(target, name) {
      if (name === 'infill') return infill;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
