package io.crossmem.bench.kernel;

/** The fast Fourier transform of a line of complex numbers: radix 2, in place. */
final class Fft {
  private final int n; // a power of two
  private final double[] cos;
  private final double[] sin;
  final double[] re; // the line
  final double[] im;

  Fft(int n) {
    this.n = n;
    cos = new double[n / 2];
    sin = new double[n / 2];
    re = new double[n];
    im = new double[n];
    for (int i = 0; i < n / 2; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / n);
      sin[i] = -Math.sin(2 * Math.PI * i / n);
    }
  }

  void transform() {
    reverseBits();
    for (int half = 1; half < n; half *= 2) {
      int step = n / (2 * half);
      for (int block = 0; block < n; block += 2 * half) {
        for (int i = 0; i < half; i++) {
          butterfly(block + i, block + i + half, cos[i * step], sin[i * step]);
        }
      }
    }
  }

  private void butterfly(int a, int b, double c, double s) {
    double x = re[b] * c - im[b] * s;
    double y = re[b] * s + im[b] * c;
    re[b] = re[a] - x;
    im[b] = im[a] - y;
    re[a] += x;
    im[a] += y;
  }

  private void reverseBits() {
    for (int i = 1, j = 0; i < n; i++) {
      int bit = n / 2;
      for (; (j & bit) != 0; bit /= 2) {
        j ^= bit;
      }
      j ^= bit;
      if (i < j) {
        double x = re[i];
        re[i] = re[j];
        re[j] = x;
        double y = im[i];
        im[i] = im[j];
        im[j] = y;
      }
    }
  }
}
