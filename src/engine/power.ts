import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An answer holds so long; nobody waits for the next one. Milliseconds. */
const FRESH_MS = 30_000;
/** How long a program that tells the state may take. */
const PATIENCE_MS = 2000;

/** What Linux says of one source of power, by file of `/sys/class/power_supply/NAME`. */
export type PowerSupply = Readonly<Partial<Record<'type' | 'online' | 'status' | 'scope', string>>>;

/** Whether the machine runs on its battery, by the kernel's description of its power supplies (Documentation/ABI/testing/sysfs-class-power). */
export function onBatteryByLinux(supplies: readonly PowerSupply[]): boolean {
  // A mouse or a headset has a battery, too: scope `Device`.
  const own = supplies.filter(({ scope }) => scope?.trim().toLowerCase() !== 'device');
  const plugged = own.some(({ type, online }) => type?.trim() !== 'Battery' && Number(online?.trim() ?? 0) > 0);
  if (plugged) return false;
  return own.some(({ type, status }) => type?.trim() === 'Battery' && status?.trim() === 'Discharging');
}

/** The same by macOS: what `pmset -g batt` prints. */
export function onBatteryByMac(printed: string): boolean {
  return /^Now drawing from 'Battery Power'/m.test(printed);
}

/** Whether the machine runs on its battery now. False where the system does not tell: on Windows Node has no way to ask it. */
async function readOnBattery(): Promise<boolean> {
  if (process.platform === 'linux') return onBatteryByLinux(await linuxSupplies('/sys/class/power_supply'));
  if (process.platform === 'darwin') return onBatteryByMac(await printedBy('/usr/bin/pmset', ['-g', 'batt']));
  return false;
}

async function linuxSupplies(folder: string): Promise<readonly PowerSupply[]> {
  const names = await readdir(folder).catch(() => []);
  const file = (name: string, property: string) =>
    readFile(join(folder, name, property), 'utf8').catch(() => undefined);
  return Promise.all(
    names.map(async (name) => {
      const [type, online, status, scope] = await Promise.all(
        ['type', 'online', 'status', 'scope'].map((property) => file(name, property)),
      );
      const said = { type, online, status, scope };
      return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
    }),
  );
}

/** Standard output; empty when the program is missing, fails or takes too long. */
function printedBy(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: PATIENCE_MS }, (error, stdout) => resolve(error === null ? stdout : ''));
  });
}

/** Follows whether the machine runs on its battery. Reads nothing before it is asked, and nobody waits for it. */
export class Power {
  private known = false;
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly read: () => Promise<boolean> = readOnBattery,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** As far as is known; asks the system again when that is a while ago. */
  get onBattery(): boolean {
    if (this.now() - this.readAt >= FRESH_MS) {
      this.readAt = this.now();
      this.read().then(
        (onBattery) => {
          this.known = onBattery;
        },
        () => {
          this.known = false;
        },
      );
    }
    return this.known;
  }
}
