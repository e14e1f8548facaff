import { describe, expect, it } from 'vitest';
import { dark, light, markRoles, type Role, withoutVariables } from './palette.ts';

type Triple = readonly [number, number, number];

/** Deuteranopia on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1). */
const deuteranopia: readonly Triple[] = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];

/** Linear RGB to CIE XYZ under D65. */
const toXyz: readonly Triple[] = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];

const times = (matrix: readonly Triple[], [a, b, c]: Triple): Triple => {
  const [x = 0, y = 0, z = 0] = matrix.map(([p, q, r]) => p * a + q * b + r * c);
  return [x, y, z];
};

const linear = (hex: string): Triple => {
  const part = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
};

/** CIE L*a*b*. */
function lab(rgb: Triple): Triple {
  const white: Triple = [0.95047, 1, 1.08883];
  const [x, y, z] = times(toXyz, rgb);
  const f = (value: number, i: 0 | 1 | 2) => {
    const t = value / white[i];
    return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
  };
  return [116 * f(y, 1) - 16, 500 * (f(x, 0) - f(y, 1)), 200 * (f(y, 1) - f(z, 2))];
}

const seen = (hex: string): Triple => {
  const [r, g, b] = times(deuteranopia, linear(hex));
  const within = (value: number) => Math.min(1, Math.max(0, value));
  return lab([within(r), within(g), within(b)]);
};

const apart = (a: Triple, b: Triple): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

const contrast = (one: string, other: string): number => {
  const [a = 0, b = 0] = [one, other].map((hex) => times(toXyz, linear(hex))[1]).sort((p, q) => q - p);
  return (a + 0.05) / (b + 0.05);
};

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('the %s palette', (_, colors: Readonly<Record<Role, string>>) => {
  const pairs = markRoles.flatMap((one, i) => markRoles.slice(i + 1).map((other) => [one, other] as const));

  it('has marks that a deuteranope tells apart', () => {
    // Two colours of a distance of 20 are as far apart as a fifth of the way from black to white.
    const close = pairs.filter(([one, other]) => apart(seen(colors[one]), seen(colors[other])) < 20);
    expect(close).toEqual([]);
  });

  it('has marks that anyone tells apart', () => {
    expect(pairs.filter(([one, other]) => apart(lab(linear(colors[one])), lab(linear(colors[other]))) < 20)).toEqual(
      [],
    );
  });

  it('has marks and texts of enough contrast to the page', () => {
    // WCAG 2.2: 3 : 1 for what is drawn (1.4.11), 4.5 : 1 for texts (1.4.3).
    expect(markRoles.filter((role) => contrast(colors[role], colors.paper) < 3)).toEqual([]);
    const words = ['ink', 'quiet', 'accent', 'stop', 'shots', 'joint', 'placebo'] as const;
    expect(words.filter((role) => contrast(colors[role], colors.paper) < 4.5)).toEqual([]);
  });
});

it('finds the old pairs too close', () => {
  expect(apart(seen('#2b8a5c'), seen('#7a6a58'))).toBeLessThan(20);
  expect(apart(seen('#1f6fb2'), seen('#8455b0'))).toBeLessThan(20);
});

it('writes the light colours into files', () => {
  expect(withoutVariables('<path stroke="var(--stop)" fill="var(--nothing)"/>')).toBe(
    `<path stroke="${light.stop}" fill="${light.ink}"/>`,
  );
});
