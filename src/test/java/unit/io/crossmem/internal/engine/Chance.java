package io.crossmem.internal.engine;

import java.util.SplittableRandom;

/** The random choices of a walk: all follow from one seed. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  /** From 0 to below the bound. */
  int pick(int bound) {
    return random.nextInt(bound);
  }

  boolean percent(int percent) {
    return random.nextInt(100) < percent;
  }

  boolean perMille(int perMille) {
    return random.nextInt(1000) < perMille;
  }

  <T> T one(T[] of) {
    return of[random.nextInt(of.length)];
  }
}
