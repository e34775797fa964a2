package dev.backstop.verify.plan;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What is sent, by number. Each record is a function of the seed and its number alone, so a run can
 * be repeated record by record however long it takes.
 */
public final class RequestPlan {
  private static final double BAD = 0.008;
  private static final double OVERSIZED = 0.0003;
  private static final double COPIES = 0.015;
  private static final double TROUBLED = 0.002;

  /** How far back a copied request may lie. */
  private static final int REACH = 2000;

  private static final Defect[] SMALL_DEFECTS = {
    Defect.GARBAGE, Defect.CUT_OFF, Defect.NO_VALUE, Defect.UNKNOWN_SCHEMA
  };

  private final long seed;

  public RequestPlan(long seed) {
    this.seed = seed;
  }

  /** The record with this number, from 0. */
  public Planned record(int number) {
    SplittableRandom random = random(number);
    double draw = random.nextDouble();
    String key = "v" + seed + "-" + number;
    if (draw < OVERSIZED) {
      return new Planned.Bad(key, Defect.OVERSIZED);
    }
    if (draw < BAD) {
      return new Planned.Bad(key, SMALL_DEFECTS[random.nextInt(SMALL_DEFECTS.length)]);
    }
    if (draw < BAD + COPIES && number > 0) {
      Optional<Planned.Question> earlier = earlier(number, random);
      if (earlier.isPresent()) {
        return new Planned.Copy(earlier.get());
      }
    }
    Trouble first = Trouble.NONE;
    if (random.nextDouble() < TROUBLED) {
      first = random.nextBoolean() ? Trouble.THROWS : Trouble.NAN;
    }
    return question(key, random, first, Trouble.NONE);
  }

  /**
   * A request that makes a model misbehave, sent beside the numbered ones.
   *
   * @param burst which fault it belongs to
   * @param number which of the fault's requests it is
   */
  public Planned.Question troubled(int burst, int number, Trouble first, Trouble second) {
    String key = "v" + seed + "-t" + burst + "-" + number;
    return question(key, random(-1L - burst * 10_000L - number), first, second);
  }

  private Optional<Planned.Question> earlier(int number, SplittableRandom random) {
    int back = 1 + random.nextInt(Math.min(number, REACH));
    return record(number - back) instanceof Planned.Question question
        ? Optional.of(question)
        : Optional.empty();
  }

  private static Planned.Question question(
      String key, SplittableRandom random, Trouble first, Trouble second) {
    double x = logit(random, 0.22, 0.04);
    // One that the first model is told to spoil needs the second; it is asked about the others too.
    double y = logit(random, 0.15, 0.05);
    return new Planned.Question(key, x, y, first, second, wish(random));
  }

  /**
   * A logit: mostly sure, at times unsure, at times between the thresholds of the two policies.
   * Rounded, so that it survives its way through a 32-bit model.
   */
  private static double logit(SplittableRandom random, double unsure, double between) {
    double draw = random.nextDouble();
    double size;
    if (draw < unsure) {
      size = random.nextDouble() * 0.7;
    } else if (draw < unsure + between) {
      size = 0.9 + random.nextDouble() * 0.75;
    } else {
      size = 2.2 + random.nextDouble() * 3;
    }
    double rounded = Math.round(size * 1024) / 1024.0;
    return random.nextBoolean() ? rounded : -rounded;
  }

  private static Wish wish(SplittableRandom random) {
    double draw = random.nextDouble();
    if (draw < 0.20) {
      return Wish.PROVISIONAL;
    }
    if (draw < 0.25) {
      return Wish.NOBODY_LOOKS;
    }
    if (draw < 0.27) {
      return Wish.NO_REVIEW;
    }
    return draw < 0.29 ? Wish.FIRST_TIER_ONLY : Wish.NOTHING;
  }

  private SplittableRandom random(long number) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number * 0xD1B54A32D192ED03L);
  }
}
