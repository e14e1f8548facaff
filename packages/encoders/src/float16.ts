// Half-precision numbers as Node 20 lacks them. binary16 is IEEE 754's; bfloat16 is the upper half of a float32.

const infinityBits = 0x7f800000;

/** The binary16 bits nearest to a float32 given by its bits; ties go to the even neighbour, as IEEE 754 asks. */
export function halfOfFloat(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > infinityBits) return sign | 0x7e00 | ((magnitude >>> 13) & 0x1ff); // NaN, made quiet
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // 65520 and more: nearer to infinity than to 65504
  if (magnitude >= 0x38800000) {
    const rebiased = magnitude - ((127 - 15) << 23);
    return sign | roundedShift(rebiased, 13);
  }
  const exponent = magnitude >>> 23;
  if (exponent < 102) return sign; // below 2^-25, half of the smallest subnormal
  return sign | roundedShift((magnitude & 0x7fffff) | 0x800000, 126 - exponent); // in units of 2^-24
}

/** n / 2^shift, rounded to the nearest integer, ties to even. */
function roundedShift(n: number, shift: number): number {
  const odd = (n >>> shift) & 1;
  return (n + (1 << (shift - 1)) - 1 + odd) >>> shift;
}

/** The value of binary16 bits, exactly. */
export function valueOfHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const mantissa = bits & 0x3ff;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (powers[exponent] ?? 0) * (exponent === 0 ? mantissa : 1024 + mantissa);
}

/** The value of a mantissa's last bit by exponent; subnormals share that of exponent 1. */
const powers = Float64Array.from({ length: 31 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 25));
