package dev.backstop.bench.load;

import java.util.Locale;
import java.util.Random;

/** What share of the requests takes which way. */
public enum Mix {
  CONFIDENT("everything confident at tier 1", 0, 0),
  SECONDARY_20("20 % to the secondary", 0.2, 0),
  SECONDARY_100("everything to the secondary", 1, 0),
  REVIEW_2("2 % to review, with a robot", 0, 0.02),
  PRIMARY_DOWN("primary down: every request to the secondary, the breaker open", 0, 0);

  private final String meaning;
  private final double secondary;
  private final double review;

  Mix(String meaning, double secondary, double review) {
    this.meaning = meaning;
    this.secondary = secondary;
    this.review = review;
  }

  public String meaning() {
    return meaning;
  }

  /** As it stands in reports and on the command line: {@code secondary20}. */
  public String key() {
    String[] words = name().toLowerCase(Locale.ROOT).split("_");
    StringBuilder key = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      key.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return key.toString();
  }

  /** Who will answer the next request. */
  Way next(Random random) {
    double u = random.nextDouble();
    if (u < review) {
      return Way.REVIEW;
    }
    return u < review + secondary ? Way.SECONDARY : Way.PRIMARY;
  }

  /** Which tier is sure of a row. */
  enum Way {
    PRIMARY,
    SECONDARY,
    REVIEW
  }
}
