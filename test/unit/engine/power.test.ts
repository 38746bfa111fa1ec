import { describe, expect, it } from 'vitest';
import { onBatteryByLinux, onBatteryByMac, Power, type PowerSupply } from '../../../src/engine/power';

const mains = (online: string): PowerSupply => ({ type: 'Mains\n', online: `${online}\n` });
const battery = (status: string): PowerSupply => ({ type: 'Battery\n', status: `${status}\n` });

describe('whether the machine runs on its battery', () => {
  it.each<[string, readonly PowerSupply[], boolean]>([
    ['a desktop: nothing is said', [], false],
    ['a server with mains alone', [mains('1')], false],
    ['a laptop that is plugged in', [mains('1'), battery('Charging')], false],
    ['full and plugged in', [mains('1'), battery('Full')], false],
    ['plugged into less than it needs', [mains('1'), battery('Discharging')], false],
    ['unplugged', [mains('0'), battery('Discharging')], true],
    ['unplugged, no charger is listed', [battery('Discharging')], true],
    ['charged over USB-C', [mains('0'), { type: 'USB\n', online: '1\n' }, battery('Charging')], false],
    ['two batteries, one in use', [mains('0'), battery('Unknown'), battery('Discharging')], true],
    ['a mouse with a battery', [{ ...battery('Discharging'), scope: 'Device\n' }], false],
    ['a battery that does not say', [mains('0'), battery('Unknown')], false],
    ['odd files', [{ type: '', online: 'x', status: '\0' }, {}], false],
  ])('Linux: %s', (_name, supplies, expected) => {
    expect(onBatteryByLinux(supplies)).toBe(expected);
  });

  it.each([
    [
      "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t81%; discharging; 4:12 remaining present: true\n",
      true,
    ],
    ["Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t100%; charged; 0:00 remaining present: true\n", false],
    ["Now drawing from 'AC Power'\n", false],
    ["Now drawing from 'UPS Power'\n", false],
    ['', false],
    ["-Battery named Now drawing from 'Battery Power'\n", false],
  ])('macOS: %j', (printed, expected) => {
    expect(onBatteryByMac(printed)).toBe(expected);
  });

  it('is asked of the system now and then, and nobody waits for it', async () => {
    let now = 0;
    let reads = 0;
    let answer = Promise.resolve(true);
    const read = () => {
      reads++;
      return answer;
    };
    const power = new Power(read, () => now);
    expect(power.onBattery).toBe(false);
    await Promise.resolve();
    expect(power.onBattery).toBe(true);
    expect(reads).toBe(1);
    now = 60_000;
    answer = Promise.reject(new Error('no answer'));
    expect(power.onBattery).toBe(true);
    await new Promise(setImmediate);
    expect(power.onBattery).toBe(false);
    expect(reads).toBe(2);
  });
});
